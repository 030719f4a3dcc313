"""`hotline replay`: calls that were really made, through another configuration."""
