"""How Whisper base stands, in words: what is the case, what it means, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from .presence import Presence, State

WITHOUT = "calls are heard with the bundled network alone, which hardly understands strangers"
"""What its absence means."""
TAKE_BACK = "script/setup --with-ears takes that back."
TRY_AGAIN = (
    "Try again: script/setup. From a file: script/setup --ears PATH. Do without: script/setup --without-ears"
)


@dataclass(frozen=True)
class Telling:
    """One state in words, each a line."""

    case: str
    """What is the case."""
    mend: str
    """What to do; empty when nothing is to do."""


def told(found: Presence) -> Telling:
    """The words for it."""
    match found.state:
        case State.WHOLE:
            return Telling("whole", "")
        case State.DAMAGED:
            return Telling(f"damaged: {found.reason}", "script/setup fetches it anew.")
        case State.LEFT_OUT:
            return Telling(f"left out since {found.since}, as asked: {WITHOUT}", TAKE_BACK)
        case State.FAILED:
            return Telling(f"could not be fetched on {found.since} ({found.reason}): {WITHOUT}", TRY_AGAIN)
        case State.MISSING:
            return Telling(f"not here: {WITHOUT}", "script/setup fetches it (150 MB).")
