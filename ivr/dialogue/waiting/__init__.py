"""What is said to callers who wait, and what they may want instead."""
