"""How well the shipped configuration understands what is meant, on sentences of our own."""
