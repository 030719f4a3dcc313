"""Calls that the hotline makes: over which trunk, to whom, and what came of them."""
