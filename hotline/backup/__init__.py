"""All that an instance must not lose, in one file, and an instance made of it again."""
