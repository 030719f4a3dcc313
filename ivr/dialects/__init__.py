"""Wordings and sounds of the dialects, and what sounds like what."""
