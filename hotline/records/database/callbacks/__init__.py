"""Call-backs: the store, and its table."""
