"""Certificates of the desk: those of an operator looked through, or own ones made, kept and renewed."""
