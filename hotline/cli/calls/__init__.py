"""Calls without a telephone, recordings, and recognition for other machines."""
