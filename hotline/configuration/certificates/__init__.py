"""Which certificates there are, as configured: the desk's, and those of connections between machines."""
