"""Calls that were drawn to be scored, and their scores, in the records' database."""
