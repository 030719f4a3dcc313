"""What waiting callers are told: how long it takes, foreseen in a process of its own, and the talk about it."""
