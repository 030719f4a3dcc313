"""What agents and supervisors do with a call, by real telephones."""
