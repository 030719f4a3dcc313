"""The road of a frame: framing, voice detection, end of speech, decoding."""
