"""Sentences, words and how they are said."""
