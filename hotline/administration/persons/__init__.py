"""What is kept of a person: found, handed over, deleted, on request."""
