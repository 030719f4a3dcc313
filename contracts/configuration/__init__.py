"""What the sections of config.yaml are made of."""
