"""Recognisers on other machines: client, server, their protocol."""
