"""Sections about what comes after a conversation: how satisfied citizens are, and calls to ask them."""
