"""Several machines of one hotline, and one that takes no new calls."""
