"""What a telephone line makes of a voice, and its features."""
