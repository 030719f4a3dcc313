"""Short conversations after a call: how satisfied is the citizen, and calls that ask for it."""
