"""After a conversation: the citizen is asked how it was, at once or by a call of its own."""
