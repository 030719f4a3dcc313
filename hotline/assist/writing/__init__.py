"""Summaries written by a language model, as far as they say nothing but what was said."""
