"""What stays and what leaves: events, database, MQTT, metrics, masking."""
