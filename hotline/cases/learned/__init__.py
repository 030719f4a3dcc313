"""Category and unit of a case, learned from a city's own cases."""
