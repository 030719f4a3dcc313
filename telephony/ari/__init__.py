"""Asterisk's REST interface: requests, events, and who gets them."""
