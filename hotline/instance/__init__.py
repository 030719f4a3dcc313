"""One running instance: its Asterisk, kept running, looked at."""
