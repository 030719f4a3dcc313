"""民情日历 and 民情月历: what the city called about, what it will ask next, what it asks today."""
