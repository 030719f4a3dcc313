"""What who edits articles is told of them: which there are, and what is doubtful."""
