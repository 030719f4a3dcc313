"""A call's channels, bridges, taps and sound."""
