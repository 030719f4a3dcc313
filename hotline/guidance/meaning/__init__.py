"""What sentences mean: `commands` for those who simulate calls, `service` for calls by telephone."""
