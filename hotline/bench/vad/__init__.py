"""Voice detection in noise."""
