"""Telephones of all kinds for tests, and what is heard in them."""
