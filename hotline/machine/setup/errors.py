"""Errors of set-up. Each message says what is missing and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.errors import HotlineError
else:
    try:
        from contracts.errors import HotlineError
    except ImportError:  # set-up begins with Python alone, before there is any package that contracts need
        HotlineError = Exception


class SetupError(HotlineError):
    """Set-up cannot go on; the text says what to do."""


class MissingProgram(SetupError):
    """A program is neither on this machine nor in `.runtime`; the text says what to do."""
