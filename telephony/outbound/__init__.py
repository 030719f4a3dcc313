"""Calls that the hotline makes: what an administrator allows, and what came of them."""
