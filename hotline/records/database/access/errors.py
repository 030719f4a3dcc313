"""What is wrong with a database before it is asked anything."""

from __future__ import annotations

from contracts.errors import HotlineError


class UnusableDatabase(HotlineError, ValueError):
    """The records cannot be kept there; the text says what to write or to install."""
