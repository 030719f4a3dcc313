"""Verbs of the configuration: check, test, publish, roll back."""
