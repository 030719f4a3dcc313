"""Asterisk and the service are kept running: started, watched, and started anew when they hang."""
