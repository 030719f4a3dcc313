"""After a conversation: the citizen is asked how it was."""
