"""A surge as people are told of it."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from hotline.city.call import CityCall
from hotline.city.surges.shares import ALL_TOPICS
from hotline.city.surges.thresholds import QUIET_S

MOST_CALLS = 500
"""Calls behind a warning that are listed."""
_NOBODY = "?"
"""No keyed hash begins with it."""


@dataclass(slots=True)
class Warning:
    """More calls of one cell than are usual. Told once; what comes later is added."""

    id: str
    topic: int
    """ALL_TOPICS: all together."""
    district: str
    """Empty: the whole city."""
    since: float
    told_at: float
    expected: float
    """Calls that are usual in the time from its beginning until it was told."""
    odds: float
    """How much likelier these calls are with a surge than without, by how many places were looked at."""
    humble: bool
    """There is too little history to know well what is usual."""
    last: float = 0.0
    callers: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    """Their ids, oldest first."""
    people: int = 0
    """Calls behind it that count: a caller counts once a day."""
    places: Counter[str] = field(default_factory=Counter)

    @property
    def of_all(self) -> bool:
        """Whether it is of no topic of its own."""
        return self.topic == ALL_TOPICS

    @property
    def place(self) -> str:
        """The one that most of them name; empty where fewer than half do."""
        return next((name for name, count in self.places.most_common(1) if 2 * count >= self.people), "")

    def add(self, call: CityCall, *, counts: bool = True) -> None:
        """One more call is behind it."""
        self.last = max(self.last, call.at)
        self.callers.add(call.caller)
        if len(self.calls) < MOST_CALLS:
            self.calls.append(call.call)
        self.people += counts
        if call.place:
            self.places[call.place] += 1

    def narrow(self, topic: int, district: str, behind: Iterable[CityCall]) -> None:
        """It was of all topics, and turns out to be of that one: these are its calls."""
        self.topic, self.district = topic, district or self.district
        self.people = 0
        self.callers, self.calls, self.places = set(), [], Counter()
        for one in behind:
            self.add(one)

    def forget(self, caller: str, calls: Collection[str]) -> bool:
        """That caller and those calls are known no more; how many they were stays. False: none was behind
        it."""
        known = caller != "" and caller in self.callers
        if known:
            self.callers.remove(caller)
            self.callers.add(_somebody())
        others = [one for one in self.calls if one not in calls]
        changed = known or len(others) < len(self.calls)
        self.calls = others
        return changed

    def forget_callers(self) -> None:
        """Only how many they were stays."""
        self.callers = {_somebody() for _ in self.callers}

    @property
    def nameless(self) -> bool:
        """Whether its callers are only counted."""
        return all(one.startswith(_NOBODY) for one in self.callers)

    def over(self, at: float, quiet_s: float = QUIET_S) -> bool:
        """Whether it has been quiet for long enough."""
        return at - self.last > quiet_s


def _somebody() -> str:
    """Who is counted, and not known."""
    return _NOBODY + secrets.token_hex(8)
