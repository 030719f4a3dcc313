"""`hotline bench acd --nodes N`: processes that claim callers and agents from one PostgreSQL, all at once."""
