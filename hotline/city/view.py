"""The city as it moves: each call finds its topic, and is weighed against what is usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from hotline.city.call import CityCall
from hotline.city.expected.level import KindOfDay, hour_of, learned
from hotline.city.surges.shares import Shares
from hotline.city.surges.surges import Seen, Surges, day_number
from hotline.city.surges.warning import Warning
from hotline.city.topics.revising import Change, revise
from hotline.city.topics.topic import Vector
from hotline.city.topics.topics import WORDLESS, Assigned, Topics

DAY_S = 86_400.0
LATE_S = DAY_S
"""What is later than that comes from a backfill."""
LEVEL_HOURS = 24 * 800
"""Hours of the past that teach what is usual: two years and some."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a call came to."""

    assigned: Assigned
    seen: Seen
    changes: tuple[Change, ...] = ()
    """Topics that have been merged or split, at the end of a day."""


class CityView:
    """Pure but for what it remembers."""

    def __init__(
        self,
        kind_of: KindOfDay,
        topics: Topics | None = None,
        shares: Shares | None = None,
        open_: Iterable[Warning] = (),
        hours: Counter[int] | None = None,
        named: Callable[[], Collection[int]] = tuple,
    ) -> None:
        """`shares` as learned so far; `open_`: warnings that were told before; `hours`: people of each hour
        so far (`hour_of`). `named`: topics that somebody has named or pinned."""
        self._kind_of = kind_of
        self._named = named
        self.topics = Topics() if topics is None else topics
        self.hours = Counter() if hours is None else hours
        self.level = learned(self.hours, kind_of)
        self.surges = Surges(self.level, shares, open_, self.topics.related)
        self._day: int | None = None

    def take(self, call: CityCall, vector: Vector | None = None, *, quiet: bool = False) -> Taken:
        """Takes in one call; they come in the order of time. `quiet`: no warning comes of it. One that is
        late by more than LATE_S is of its own hour, and weighed against nothing."""
        if call.at < self.surges.now - LATE_S:
            assigned = self.topics.assign(call.text, call.at, vector)
            self.hours[hour_of(call.at)] += assigned.topic != WORDLESS
            return Taken(assigned, Seen())
        changes = self._begin_day(call.at)
        assigned = self.topics.assign(call.text, call.at, vector)
        if assigned.topic == WORDLESS:
            return Taken(assigned, Seen(), changes)
        self.hours[hour_of(call.at)] += 1
        return Taken(assigned, self.surges.take(call, assigned.topic, quiet=quiet), changes)

    def again(self, call: CityCall, topic: int) -> None:
        """A call that was taken before a restart: nothing is told of it."""
        self._begin_day(call.at, revising=False)
        self.surges.take(call, topic, quiet=True)

    def _begin_day(self, at: float, *, revising: bool = True) -> tuple[Change, ...]:
        day = day_number(at)
        if self._day is None or day <= self._day:
            self._day = day if self._day is None else self._day
            return ()
        self.surges.end_day(self._day)
        self._day = day
        self._forget_old_hours(hour_of(at))
        self.level = learned(self.hours, self._kind_of)
        self.surges.use(self.level)
        changes = tuple(revise(self.topics, at - 1.5 * DAY_S, at, self._named())) if revising else ()
        for change in changes:
            if change.kind == "merged":
                self.surges.rename(change.topic, change.other)
        return changes

    def _forget_old_hours(self, now: int) -> None:
        for hour in [hour for hour in self.hours if hour < now - LEVEL_HOURS]:
            del self.hours[hour]
