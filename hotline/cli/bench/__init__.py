"""`hotline bench`: one command for each thing that is measured."""
