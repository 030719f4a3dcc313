"""Figures of queues and agents, counted from events alone: live and from records they are the same."""
