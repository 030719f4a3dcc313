"""Many calls of one sentence each, from a file of sentences and the queues they belong to."""
