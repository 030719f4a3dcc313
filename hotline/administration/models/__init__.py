"""Speech models as administrators meet them: tried out, their words, training."""
