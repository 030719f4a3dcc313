"""What a sentence asks for: letters, sounds and meaning, learned of the sayings."""
