"""What is promised to citizens and kept of them beyond their call."""
