"""What moves the city now: what calls are about, how many are usual, and what is more than usual.

`topics/`, `expected/` and `surges/` are pure: calls go in, in the order of time, and nothing is read but
what is given. `view.py` joins them.
"""
