"""Frozen records that turn into JSON and back, and what their types say of people."""
