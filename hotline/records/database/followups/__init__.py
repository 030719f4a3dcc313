"""Follow-up calls: the store, and its table."""
