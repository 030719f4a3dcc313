"""The list of nuisance callers: the store, how numbers lie in it, and its table."""
