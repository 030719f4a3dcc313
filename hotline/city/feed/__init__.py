"""Messages and tickets of other channels, for the city's view: by CSV file and by MQTT."""
