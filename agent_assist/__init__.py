"""Help for the agents: the desk server and its page, and suggestions from the knowledge base."""
