"""Danger told in other words: whether somebody needs help now, whatever the topic."""
