"""What waiting callers are told: how long it takes, foreseen beside the calls, and the talk about it."""
