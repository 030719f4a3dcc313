"""Cases that callers leave as a message."""
