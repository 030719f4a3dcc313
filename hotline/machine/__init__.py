"""This computer: its files, programs and voices."""
