"""Calls that the hotline makes, over a carrier of the tests' own; trunks."""
