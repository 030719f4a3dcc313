"""Recordings of calls, for those who oversee: listed and played, and each listener is written down."""
