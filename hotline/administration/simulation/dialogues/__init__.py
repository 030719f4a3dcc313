"""Whole conversations out of a file: what happens on the caller's side, and what must be true in the end."""
