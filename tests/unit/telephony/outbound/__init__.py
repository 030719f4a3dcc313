"""Calls that the hotline makes."""
