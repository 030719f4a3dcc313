"""How many calls there are in some time: what is long over is counted once, and again only where it has
changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from hotline.city.kept.store import DAY_S
from hotline.city.kept.tables import CITY_CALLS
from hotline.city.surges.cell import LONGEST_S

SETTLED_S = LONGEST_S + DAY_S
"""So long after its end a time is over for good: a call that was cut off by a kill is taken in later."""
MOST_KNOWN = 2000
"""Times that are remembered."""

Time = tuple[float, float]
"""From one moment to before another, seconds since the Unix epoch."""
Ask = Callable[[Select[Any]], Awaitable[Sequence[Any]]]


class PresentCalls:
    """Counting a range reads each of its rows; counting the whole table is many times cheaper. So one
    number tells whether what is over is as it was: how many calls there are in all but for the last days."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: dict[Time, int] = {}
        self._stamp = (0.0, -1)
        """Until when calls are over, and how many of them there were."""

    async def counts(self, times: Sequence[Time], now: float) -> list[int]:
        """Of each, with those that nobody has taken in. Raises `RecordsUnavailable`."""
        if not times:
            return []
        over = (now - SETTLED_S) // DAY_S * DAY_S
        await self._look(over)
        parts = [[(begin, min(end, over)), (max(begin, over), end)] for begin, end in times]
        wanted = {part for both in parts for part in both if part[0] < part[1] and part not in self._known}
        found = await self._counted(sorted(wanted))
        counts = [sum(found.get(part, self._known.get(part, 0)) for part in both) for both in parts]
        self._known |= {part: count for part, count in found.items() if part[1] <= over}
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        return counts

    async def _look(self, over: float) -> None:
        every = select(func.count()).select_from(CITY_CALLS).scalar_subquery()
        late = select(func.count()).where(CITY_CALLS.c.at >= over).scalar_subquery()
        ((total, lately),) = await self._ask(select(every.label("total"), late.label("lately")))
        if (stamp := (over, total - lately)) != self._stamp:
            self._stamp = stamp
            self._known.clear()

    async def _counted(self, times: Sequence[Time]) -> dict[Time, int]:
        if not times:
            return {}
        counts = [
            select(func.count()).where(within(*one)).scalar_subquery().label(f"p{at}")
            for at, one in enumerate(times)
        ]
        (row,) = await self._ask(select(*counts))
        return dict(zip(times, row, strict=True))


def within(begin: float, end: float) -> ColumnElement[bool]:
    """Calls from one moment to before another."""
    return and_(CITY_CALLS.c.at >= begin, CITY_CALLS.c.at < end)
