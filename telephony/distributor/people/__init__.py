"""What the distributor is told of agents and callers, and how each of them stands."""
