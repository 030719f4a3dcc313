"""Nuisance callers on the desk."""
