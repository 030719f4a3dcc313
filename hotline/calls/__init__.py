"""All calls of this node: where they come from, who hears them, what guides them, who is on the list."""
