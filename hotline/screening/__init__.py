"""The list of nuisance callers: proposed by agents, decided by supervisors, looked up at each call."""
