"""The process that does this work, and what asks it."""
