"""What is doubtful of connections: browsers, encrypted trunks, calls out, other machines, language models."""
