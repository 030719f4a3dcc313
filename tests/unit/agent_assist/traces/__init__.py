"""The traces of those who looked, for auditors."""
