"""Right queues with and without the tolerance for dialects."""
