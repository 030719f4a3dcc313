"""A sentence becomes an intent, with a score, a runner-up and a reason."""
