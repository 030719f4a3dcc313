"""How a database is reached, and what may be wrong with that before it is asked anything."""
