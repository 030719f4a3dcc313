"""All cells watched, and the warnings: a scan over district and topic."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.city.call import CityCall
from hotline.city.expected.level import Level
from hotline.city.surges.cell import LEAD_S, LONGEST_S, WatchedCell
from hotline.city.surges.focus import Rise
from hotline.city.surges.shares import ALL_TOPICS, Cell, Shares
from hotline.city.surges.thresholds import Thresholds
from hotline.city.surges.warning import Warning

HIGHEST_ODDS = 1e9
SWEEP = 2000
"""Calls after which cells at rest are forgotten."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a call came to."""

    told: Warning | None = None
    """A surge that is told now."""
    known: Warning | None = None
    """One that was told earlier, and has this call behind it, too."""


class Surges:
    """Pure but for what it remembers. Calls come in the order of time; one that is late counts as now."""

    def __init__(
        self,
        level: Level,
        shares: Shares | None = None,
        open_: Iterable[Warning] = (),
        related: Callable[[int, int], bool] = lambda one, other: one == other,
        thresholds: Thresholds | None = None,
    ) -> None:
        """`open_`: warnings that were told before, those that are over and whose calls come again, too.
        `related`: whether two topics may well be the same matter."""
        open_ = list(open_)
        self.thresholds = thresholds or Thresholds()
        self._related = related
        self.shares = shares or Shares()
        self._level = level
        self._cells: dict[Cell, WatchedCell] = {}
        self._open: dict[str, Warning] = {one.id: one for one in open_}
        self._behind: dict[str, str] = {call: one.id for one in open_ for call in one.calls}
        """Call -> the warning that it is behind."""
        self._over: deque[Warning] = deque()
        """Those that are over, whose calls still stand in cells; in the order in which they ended."""
        self._today: Counter[Cell] = Counter()
        self._day = 0
        self._now = 0.0
        self._since_sweep = 0

    @property
    def open(self) -> list[Warning]:
        """Warnings that are not over, the newest first."""
        return sorted(self._open.values(), key=lambda one: -one.told_at)

    @property
    def now(self) -> float:
        """When the latest call came, seconds since the Unix epoch."""
        return self._now

    def use(self, level: Level) -> None:
        """What is usual was learned anew."""
        self._level = level

    def take(self, call: CityCall, topic: int, *, quiet: bool = False) -> Seen:
        """One more call of that topic. `quiet`: it was taken before a restart, so what it comes to was
        told."""
        self._now = max(self._now, call.at)
        self._sweep()
        day = day_number(self._now)
        found: list[tuple[float, Cell, Rise, WatchedCell]] = []
        counts_anywhere = False
        known = self._known(call, topic)
        for cell in cells_of(topic, call.district):
            watched = self._watched(cell)
            # What a warning of its topic explains raises no question about all topics together.
            if not watched.counts(call) or (cell[0] == ALL_TOPICS and known is not None):
                continue
            counts_anywhere = True
            self._today[cell] += 1
            rise = watched.take(call, *self._usual(watched, cell, day))
            if rise is not None and (odds := self._log_odds(cell, rise)) >= self.thresholds.log_odds:
                found.append((odds, cell, rise, watched))
        known = known or self._known_of_all(call, {cell for _, cell, _, _ in found})
        if known is not None and not (quiet and call.call in self._behind):
            known.add(call, counts=counts_anywhere)
            if not known.of_all:
                self._behind[call.call] = known.id
        told = None if quiet else self._told(found, call)
        return Seen(told, None if told is not None else known)

    def end_day(self, day: int) -> None:
        """The calls of that day become a part of what is usual, once."""
        if day <= self.shares.total_day:
            self._today.clear()
            return
        self.shares.learn(day, self._today, self._today[ALL_TOPICS, ""])
        self._today.clear()

    def rename(self, old: int, new: int) -> None:
        """One topic has become a part of another: so have its cells and warnings."""
        self.shares.rename(old, new)
        for cell in [cell for cell in self._cells if cell[0] == old]:
            gone = self._cells.pop(cell)
            self._cells.setdefault((new, cell[1]), gone)
            self._today[new, cell[1]] += self._today.pop(cell, 0)
        for one in self._open.values():
            if one.topic == old:
                one.topic = new

    def _watched(self, cell: Cell) -> WatchedCell:
        watched = self._cells.get(cell)
        if watched is None:
            watched = self._cells[cell] = WatchedCell(self._now - LONGEST_S)
        return watched

    def _usual(self, watched: WatchedCell, cell: Cell, day: int) -> tuple[float, float]:
        """Calls of the cell that are usual since it was looked at, and of these those of the last minutes."""
        share = self.shares.share(cell, day)
        begin = max(watched.seen_at, self._now - LONGEST_S)
        lead = max(begin, self._now - LEAD_S)
        late = share * self._level.between(lead, self._now)
        return share * self._level.between(begin, lead) + late, late

    def _log_odds(self, cell: Cell, rise: Rise) -> float:
        if cell[0] == ALL_TOPICS and self._level.humble:
            return 0.0  # how many calls come at all is known too badly
        scatter = (
            self.shares.scatter if cell[0] != ALL_TOPICS else max(self._level.dispersion, self.shares.scatter)
        )
        return rise.evidence / scatter - math.log(max(1, len(self._cells)))

    def _told(self, found: list[tuple[float, Cell, Rise, WatchedCell]], call: CityCall) -> Warning | None:
        for odds, cell, rise, watched in sorted(found, key=lambda one: -one[0]):
            behind = watched.since(rise.since)
            news = [one for one in behind if one.call not in self._behind]
            if not self._is_new(cell, rise, behind, news):
                continue
            if (known := self._explaining(cell) or self._narrowed(cell, behind)) is not None:
                for one in news if not known.of_all else ():
                    if one.call not in self._behind:
                        known.add(one)
                        self._behind[one.call] = known.id
                continue
            name = f"{cell[0]}-{cell[1] or '*'}-{int(rise.since)}"
            warning = Warning(
                id=name,
                topic=cell[0],
                district=cell[1],
                since=rise.since,
                told_at=self._now,
                expected=round(rise.expected, 3),
                odds=min(HIGHEST_ODDS, math.exp(min(odds, 25.0))),
                humble=self._level.humble,
            )
            for one in behind:
                warning.add(one)
                if not warning.of_all:
                    self._behind[one.call] = name
            self._open[name] = warning
            return warning
        return None

    def _is_new(self, cell: Cell, rise: Rise, behind: Sequence[CityCall], news: Sequence[CityCall]) -> bool:
        """Whether enough people are behind it, and enough of that is not known from other warnings."""
        if cell[0] != ALL_TOPICS:
            return _callers(behind) >= self.thresholds.callers and 2 * len(news) >= len(behind)
        rest = rise.without(len(behind) - len(news))
        return (
            _callers(news) >= self.thresholds.callers
            and self._log_odds(cell, rest) >= self.thresholds.log_odds
        )

    def _narrowed(self, cell: Cell, behind: Sequence[CityCall]) -> Warning | None:
        """The open warning of all topics that is of this one above all: it is of this one from now on."""
        mine = {one.call for one in behind}
        for one in self._open.values():
            both = len(mine.intersection(one.calls)) if one.of_all and cell[0] != ALL_TOPICS else 0
            if 2 * both >= max(1, len(one.calls)) and 2 * both >= len(mine):
                one.narrow(*cell, behind)
                self._behind |= dict.fromkeys(mine, one.id)
                return one
        return None

    def _explaining(self, cell: Cell) -> Warning | None:
        """The open warning that says the same already: of that cell, or of a topic related to its."""
        for one in self._open.values():
            if (one.topic, one.district) == cell:
                return one
            near = one.district == cell[1] or "" in (one.district, cell[1])
            if near and ALL_TOPICS not in (cell[0], one.topic) and self._related(one.topic, cell[0]):
                return one
        return None

    def _known(self, call: CityCall, topic: int) -> Warning | None:
        """The open warning of its topic that this call is one more of, the nearest to it."""
        fitting = [
            one for one in self._open.values() if one.topic == topic and one.district in (call.district, "")
        ]
        return max(fitting, key=lambda one: (one.district != "", one.told_at), default=None)

    def _known_of_all(self, call: CityCall, risen: Collection[Cell]) -> Warning | None:
        """The same of all topics together: only while there are still more calls than usual."""
        fitting = [one for one in self._open.values() if one.of_all and (one.topic, one.district) in risen]
        return max(fitting, key=lambda one: (one.district != "", one.told_at), default=None)

    def _sweep(self) -> None:
        for one in [one for one in self._open.values() if one.over(self._now, self.thresholds.quiet_s)]:
            del self._open[one.id]
            self._over.append(one)
            for cell in {(one.topic, one.district), (one.topic, "" if not one.of_all else one.district)}:
                if cell in self._cells:  # what comes of it from now on is a new surge
                    self._cells[cell].begin_anew()
        while self._over and self._over[0].last < self._now - LONGEST_S:
            for call in self._over.popleft().calls:
                self._behind.pop(call, None)
        self._since_sweep += 1
        if self._since_sweep >= SWEEP:
            self._since_sweep = 0
            self._cells = {c: one for c, one in self._cells.items() if one.seen_at >= self._now - LONGEST_S}


def day_number(at: float) -> int:
    """Of the day in which a moment lies, by the local clock; the next day has the next number."""
    return datetime.fromtimestamp(at).date().toordinal()


def cells_of(topic: int, district: str) -> list[Cell]:
    """Those that a call of that topic and district counts in."""
    everywhere = [(topic, ""), (ALL_TOPICS, "")]
    return everywhere if not district else [(topic, district), (ALL_TOPICS, district), *everywhere]


def _callers(calls: Iterable[CityCall]) -> int:
    return len({one.caller for one in calls})
