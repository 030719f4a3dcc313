"""What a caller means: `meant` keeps it for who judges, `encoding` asks for it in simulated calls."""
