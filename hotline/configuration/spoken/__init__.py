"""What callers hear of a configuration: answers out of articles, and the recordings of all prompts."""
