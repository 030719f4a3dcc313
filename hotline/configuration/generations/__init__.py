"""Generations of the configuration: published, watched by the running service, taken back."""
