"""Addresses, and the names of places that the city has."""
