"""What agents' pages cost and how fast they are: fifty desks on one machine, one of them a real browser."""
