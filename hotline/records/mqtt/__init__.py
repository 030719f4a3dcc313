"""Every event to an MQTT broker, and what waits for it."""
