"""What is doubtful of connections to others: browsers, encrypted trunks, calls out, language models."""
