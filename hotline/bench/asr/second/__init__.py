"""Rows of the two passes: what each understands, what they believe of nothing, what they cost."""
