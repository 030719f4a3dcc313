"""Whether agents are shown the right article, and how fast: `assist` measures all of it."""
