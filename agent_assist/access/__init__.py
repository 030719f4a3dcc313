"""Who may enter: accounts, sessions, throttling."""
