"""What capacity is reckoned from, and the day of the largest city."""
