"""The page as a telephone: an account for each log-in, and the way of its SIP to Asterisk."""
