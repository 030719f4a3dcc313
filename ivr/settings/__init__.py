"""Sections of config.yaml that the dialogue is made of."""
