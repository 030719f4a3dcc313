"""Models of Vosk."""
