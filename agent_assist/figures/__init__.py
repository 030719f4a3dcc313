"""The figures of queues, for those who oversee, and an agent's own day."""
