"""How a thing stands, in words: what is the case, what it means, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _

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
            return Telling(_("whole"), "")
        case State.DAMAGED:
            return Telling(
                _("damaged: {reason}").format(reason=found.reason), _("script/setup fetches it anew.")
            )
        case State.LEFT_OUT:
            return Telling(
                _("left out since {since}, as asked: {without}").format(
                    since=found.since, without=thing.without
                ),
                thing.take_back,
            )
        case State.UNFIT:
            return Telling(
                _("of no use here ({reason}): {without}").format(reason=found.reason, without=thing.without),
                _("Take another machine for it."),
            )
        case State.FAILED:
            return Telling(
                _("could not be fetched on {since} ({reason}): {without}").format(
                    since=found.since, reason=found.reason, without=thing.without
                ),
                thing.try_again,
            )
        case State.MISSING:
            return Telling(
                _("not here: {without}").format(without=thing.without),
                _("script/setup fetches it ({size:.0f} MB).").format(size=thing.size / MB),
            )
