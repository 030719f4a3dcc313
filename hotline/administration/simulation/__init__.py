"""Calls without a telephone: the dialogue of real calls, a virtual clock, a caller of text or files."""
