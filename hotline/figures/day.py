"""The figures of a day, out of a tally."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from contracts import ALL_QUEUES, CodeCount, DayFigures, Figures, HalfHour, QueueDay
from hotline.figures.half_hours import OVER_MIDNIGHT_S, bounds
from hotline.figures.slot import Slot
from hotline.figures.tally import Tally


def day_figures(tally: Tally, day: date, queues: Iterable[str], now: float) -> DayFigures:
    """Of that day; `queues` are there even if nothing happened in them. `now`: seconds since the epoch."""
    begin, end = bounds(day)
    goes_on, now = now < end, min(now, end)
    slots = tally.slots_from(begin, end)
    waiting: defaultdict[tuple[int, str], int] = defaultdict(int)
    earliest = begin - OVER_MIDNIGHT_S if goes_on else begin
    for (at, queue), count in tally.waiting().items():
        if earliest <= at < end:  # who came before midnight waits from midnight on
            waiting[max(at, int(begin)), queue] += count
    names = sorted({*queues, *(queue for _, queue in (*slots, *waiting))})
    return DayFigures(
        day=day.isoformat(),
        target_s=tally.settings.target_s,
        short_s=tally.settings.short_s,
        queues=(
            _queue(tally, ALL_QUEUES, slots, waiting, begin, end, now),
            *(_queue(tally, name, slots, waiting, begin, end, now) for name in names),
        ),
        agents=tally.agents.days(begin, end, now),
        wrap_up_codes=tuple(
            CodeCount(code=code, calls=calls) for code, calls in tally.codes(begin, end).most_common()
        ),
    )


def _queue(
    tally: Tally,
    queue: str,
    slots: dict[tuple[int, str], Slot],
    waiting: dict[tuple[int, str], int],
    begin: float,
    end: float,
    now: float,
) -> QueueDay:
    together = queue == ALL_QUEUES
    by_time: defaultdict[int, Slot] = defaultdict(Slot)
    waits: defaultdict[int, int] = defaultdict(int)
    for (at, name), slot in slots.items():
        if together or name == queue:
            by_time[at].add(slot)
    for (at, name), count in waiting.items():
        if together or name == queue:
            waits[at] += count
    whole = Slot()
    for slot in by_time.values():
        whole.add(slot)

    busy, busy_by_time = tally.agents.occupancy(begin, end, now) if together else (None, {})

    def of(at: int) -> Figures:
        return by_time[at].figures(waits[at], busy_by_time.get(at))

    times = sorted({*by_time, *waits})
    return QueueDay(
        queue=queue,
        day=whole.figures(sum(waits.values()), busy),
        half_hours=tuple(HalfHour(at=at, figures=of(at)) for at in times),
    )
