"""What the desk shows of calls that are over: history, recordings, who has seen what."""
