"""Who waits, who is free, who gets whom."""
