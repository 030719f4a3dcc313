"""`hotline test`: the administrator's own tests, written in YAML beside the configuration."""
