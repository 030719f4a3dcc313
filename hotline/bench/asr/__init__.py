"""What the recogniser understands, rejects and costs."""
