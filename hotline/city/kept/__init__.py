"""What the city's view knows, in the records' database: it outlives a restart, and the commands see it."""
