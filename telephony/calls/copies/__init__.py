"""Copies of who talks in a call: for recognisers, for a recording, for a supervisor or an agent to hear."""
