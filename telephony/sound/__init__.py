"""Prompts and music for those who wait."""
