"""Every event: what happens to a call, what was heard and decided, how queues and agents do."""
