"""Call-backs."""
