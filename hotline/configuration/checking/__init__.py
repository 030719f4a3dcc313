"""What `hotline check` finds beyond the schema: a valid configuration that will not do what was meant."""
