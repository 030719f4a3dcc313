"""`hotline bench acd --nodes N`: processes that claim agents of one another in one PostgreSQL."""
