"""A summary that cannot invent: what was said, within a fixed frame."""
