"""What happens in a call: its legs and sound, what was heard and decided, what agents do with it."""
