"""The dialogue with the caller: what is said, what is heard, and whom it asks beside them."""
