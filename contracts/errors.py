"""The root of all errors that a person can put right."""


class HotlineError(Exception):
    """Something does not work that a person can put right.

    The text is for that person: what is wrong, where, and what to do. Commands print it and end with the exit
    code of misuse (`hotline.cli.terminal.explained`); the desk and the administrators' page show it.
    """


class ServiceError(HotlineError):
    """The service cannot do, start or stop as asked."""
