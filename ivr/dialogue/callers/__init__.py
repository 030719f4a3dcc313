"""Callers who are served in another way: elders, other languages, nuisance callers."""
