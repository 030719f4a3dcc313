"""Errors of set-up. Each message says what is missing and what to do about it."""

from __future__ import annotations


class SetupError(Exception):
    """Set-up cannot go on; the text says what to do."""


class MissingProgram(SetupError):
    """A program is neither on this machine nor in `.runtime`; the text says what to do."""
