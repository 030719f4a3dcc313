"""The records of calls, corrections and nuisance callers in SQLite or PostgreSQL."""
