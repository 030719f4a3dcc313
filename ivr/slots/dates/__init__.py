"""Days and times of day."""
