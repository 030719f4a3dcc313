"""Who works at the desk, what it is told of a call, and who looked at what."""
