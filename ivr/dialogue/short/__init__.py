"""Short conversations beside the usual one, and danger that is named in them."""
