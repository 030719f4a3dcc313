"""`hotline knowledge …`: a file a verb."""
