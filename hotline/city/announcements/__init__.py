"""What callers of a matter and district are told: drafted from a warning, published by a person."""
