"""Recordings of calls: what is recorded, and the folder in which it is kept."""
