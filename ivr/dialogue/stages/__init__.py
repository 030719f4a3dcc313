"""The stages of a conversation: what an answer, a key and silence mean in each."""
