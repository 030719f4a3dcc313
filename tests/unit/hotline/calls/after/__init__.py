"""After a talk: the citizen is asked, the agent is free."""
