"""Utterances to train with: synthetic voices and recordings."""
