"""What a recogniser wrote with other characters of the same sound, read as it was meant."""
