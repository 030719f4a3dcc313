"""Callers who wait and may change their mind."""
