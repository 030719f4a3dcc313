"""How many agents a queue needs: calls of the past, or of a file, and Erlang A."""
