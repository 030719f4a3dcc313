"""The assist of agents wired: what a configuration knows of sentences, handed to its pure functions."""
