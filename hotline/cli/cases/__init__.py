"""`hotline cases`: a file a verb, or those that are short together."""
