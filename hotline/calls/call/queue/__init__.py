"""In the queue: what waiting callers are told and offered, and the agents who ring for them."""
