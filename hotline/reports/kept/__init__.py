"""What reports are made of, out of the records' database."""
