"""Past calls: searched, and those that a caller made before. That somebody looked is an event."""
