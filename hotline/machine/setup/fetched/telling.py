"""How a thing stands, in words: what is the case, what it means, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from .presence import Presence, State
from .thing import MB, Thing


@dataclass(frozen=True)
class Telling:
    """One state in words, each a line."""

    case: str
    """What is the case."""
    mend: str
    """What to do; empty when nothing is to do."""


def told(thing: Thing, found: Presence) -> Telling:
    """The words for it."""
    match found.state:
        case State.WHOLE:
            return Telling("whole", "")
        case State.DAMAGED:
            return Telling(f"damaged: {found.reason}", "script/setup fetches it anew.")
        case State.LEFT_OUT:
            return Telling(f"left out since {found.since}, as asked: {thing.without}", thing.take_back)
        case State.UNFIT:
            return Telling(
                f"of no use here ({found.reason}): {thing.without}", "Take another machine for it."
            )
        case State.FAILED:
            return Telling(
                f"could not be fetched on {found.since} ({found.reason}): {thing.without}", thing.try_again
            )
        case State.MISSING:
            return Telling(
                f"not here: {thing.without}", f"script/setup fetches it ({thing.size / MB:.0f} MB)."
            )
