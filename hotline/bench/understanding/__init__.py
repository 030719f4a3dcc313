"""How well the shipped configuration understands what is meant, and how fast; topics of written messages."""
