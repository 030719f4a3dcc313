"""What a hotline of a given size needs, reckoned from what was measured; and a day of the largest city."""
