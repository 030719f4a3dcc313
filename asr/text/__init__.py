"""What was recognised, as text: numbers as figures, words without spaces."""
