"""The assist of calls that run: what was said is kept, what is noted of it is told whenever it changes."""
