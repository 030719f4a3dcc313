"""Corrections: what administrators work through, and its table."""
