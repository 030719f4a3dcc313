"""Sections that say where callers go, and when."""
