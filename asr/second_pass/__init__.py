"""The second pass: who is read next, what has no time, what becomes of both passes' texts."""
