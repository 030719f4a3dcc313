"""Articles at the desk: looked up by hand, opened, judged."""
