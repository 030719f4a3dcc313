"""Sentences about the conversation itself, which ask for nothing that a queue could do."""
