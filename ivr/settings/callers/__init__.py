"""Sections about callers who are treated otherwise than most."""
