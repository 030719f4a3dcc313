"""The pure machine: events in, commands out."""
