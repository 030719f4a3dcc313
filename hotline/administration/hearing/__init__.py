"""What each pass makes of a recording, and why: for benches, and for an operator who wonders."""
