"""Why there is no answer."""


class LineProcessError(Exception):
    """No answer; the text says why."""


class JobFailed(LineProcessError):
    """The process says that it cannot do this one; it serves the next."""


class NotStarted(LineProcessError):
    """There is no process, or it cannot serve."""


class Died(LineProcessError):
    """It ended before it answered, or said what makes no sense and was ended for it."""


class TookTooLong(LineProcessError):
    """The process was ended, because this job or its start took too long."""


class Ended(LineProcessError):
    """The process was ended from here before it answered: another job took too long, or all is closed."""
