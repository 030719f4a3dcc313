"""Errors a person can mend; the command line prints them as one sentence."""


class ServiceError(Exception):
    """The service cannot start or stop as asked; the text says what to do."""
