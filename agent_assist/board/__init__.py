"""What the desks show: calls, queues and agents, as the events have left them."""
