"""Parts die, hang or do not start, and citizens are with somebody all the same."""
