"""Recordings of running calls: which are made, and what becomes of their files."""
