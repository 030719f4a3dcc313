"""What is doubtful of queues, intents, sayings, questions and seats: a finding a file."""
