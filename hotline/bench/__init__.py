"""Measurements of single parts; whole calls are measured by `call.py`."""
