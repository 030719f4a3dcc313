"""Sections about what callers want: how they say it, what they are asked and told."""
