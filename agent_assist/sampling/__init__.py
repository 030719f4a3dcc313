"""Calls that supervisors draw and score, and what their agents say to it."""
