"""What callers of one matter and place are told for a while, and whether that answers them. Pure.

Others than `announcements:` of the configuration: these are published while calls come, for callers of a
matter in a district, and each is asked whether it was enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ivr.dialects.normalise import Normaliser

_ENDINGS = ("自治县", "新区", "区", "县", "市", "街道", "镇", "乡")
"""What callers leave out of the name of a place."""
_SHORTEST = 2
"""Characters of a name without its ending."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One that is told now."""

    id: int
    text: str
    words: tuple[str, ...] = ()
    """Callers who say one of these mean this matter."""
    intents: tuple[str, ...] = ()
    """So do those who want one of these."""
    places: tuple[str, ...] = ()
    """The district, and what lies in it: told to those who name one of them. Empty: to the whole city."""
    elsewhere: tuple[str, ...] = ()
    """Other districts."""
    unplaced: bool = False
    """Told to those as well who name no place."""
    ends: datetime | None = None
    """Local time; not told from then on."""


class Notices:
    """Those of one call. Remembers what its caller was told."""

    def __init__(self, notices: Iterable[Notice], normaliser: Normaliser, moment: datetime) -> None:
        """`moment`: when the call began, local time."""
        self._normaliser = normaliser
        self._open = [one for one in notices if one.ends is None or moment < one.ends]
        self.current: Notice | None = None
        """What was told last."""

    def fitting(self, intent: str | None, heard: str, told: str) -> Notice | None:
        """The first that is for this caller; it is not found again. `heard`: the words of what they want;
        `told`: all that they have said, with what they answered to questions."""
        matter, place = self._normaliser.standard(heard), self._normaliser.standard(told)
        for one in self._open:
            if self._is_of(one, intent, matter) and self._is_there(one, place):
                self._open.remove(one)
                self.current = one
                return one
        return None

    def _is_of(self, one: Notice, intent: str | None, said: str) -> bool:
        return intent in one.intents or any(self._normaliser.standard(word) in said for word in one.words)

    def _is_there(self, one: Notice, said: str) -> bool:
        if not one.places or any(self._names(said, place) for place in one.places):
            return True
        return one.unplaced and not any(self._names(said, place) for place in one.elsewhere)

    def _names(self, said: str, place: str) -> bool:
        """Whether they name the place, in full or as people call it: 东城 for 东城区."""
        whole = self._normaliser.standard(place)
        return bool(whole) and (whole in said or _short(whole) in said)


def _short(place: str) -> str:
    ending = next((one for one in _ENDINGS if place.endswith(one)), "")
    short = place.removesuffix(ending)
    return short if len(short) >= _SHORTEST else place
