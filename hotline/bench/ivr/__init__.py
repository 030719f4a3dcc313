"""Deciding with many intents; messages sorted into topics."""
