"""The desk of a running service: what agents may do, and the server that shows it."""
