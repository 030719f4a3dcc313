"""A microphone and a loudspeaker as a line."""
