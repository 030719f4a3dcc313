"""Figures at the terminal."""
