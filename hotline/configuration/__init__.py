"""From bytes to a checked, published configuration."""
