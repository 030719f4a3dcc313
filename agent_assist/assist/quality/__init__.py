"""How the agent leads the talk, held against the house's rules."""
