"""Days as they are written at the terminal."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _

from contracts import calendar_day
from hotline.cli.terminal import fail


def day_of(option: str, text: str | None, otherwise: date) -> date:
    """What was given to the option; what is no day ends the command."""
    try:
        return otherwise if text is None else calendar_day(text)
    except ValueError:
        fail(_("{option} {text}: write it as 2026-11-29, from 1971 to 9998").format(option=option, text=text))
