"""Who leaves a message, which becomes a case."""
