"""Sounds, voices and sentences to measure with."""
