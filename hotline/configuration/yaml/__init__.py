"""Reading config.yaml and what it includes, with a place for everything that is wrong."""
