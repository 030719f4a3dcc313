"""The calls that are to be expected, by half hour and queue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contracts.errors import HotlineError
from hotline.figures.half_hours import HALF_HOUR_S, bounds
from hotline.figures.recorded import RecordedDay
from hotline.figures.settings import FiguresSettings
from hotline.figures.slot import Slot
from hotline.figures.tally import Tally

HANDLING_S = 90.0
"""Of a call, where nothing is known; Genesys takes the same."""
PATIENCE_S = 300.0
"""Of callers, where nobody hung up."""
HALF_HOURS = 48


class NoCalls(HotlineError):
    """There is nothing to forecast from."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Calls of one queue in one half hour."""

    calls: float
    handling_s: float


@dataclass(frozen=True, slots=True)
class Load:
    """Of one day."""

    expected: Mapping[tuple[int, str], Expected]
    """Number of the half hour from midnight on, and queue."""
    patience_s: float
    """After how long callers hang up, on average."""
    ring_s: float
    """For how long a phone rings before an agent answers, on average."""
    days: tuple[date, ...] = ()
    """From whose records it was made."""

    @property
    def queues(self) -> list[str]:
        return sorted({queue for _, queue in self.expected})


async def recorded_load(url: str, day: date, weeks: int, settings: FiguresSettings) -> Load:
    """The mean of the same weekday of the last weeks; days without calls (nobody worked) do not count.

    Raises `NoCalls`, `RecordsUnavailable`.
    """
    tallies = []
    for back in range(1, weeks + 1):
        past = day - timedelta(weeks=back)
        async with RecordedDay.opened(url, past, settings) as recorded:
            await recorded.read()
        recorded.tally.slots = recorded.tally.slots_from(*bounds(past))
        if recorded.tally.slots:
            tallies.append((past, recorded.tally))
    if not tallies:
        what = f"the records have no calls of the last {weeks} {day:%A}s"
        raise NoCalls(f"{what} → more --weeks, another --for, or a file")
    return load_of(tallies)


def load_of(tallies: Sequence[tuple[date, Tally]]) -> Load:
    """Of days with calls, at least one."""
    by_slot: defaultdict[tuple[int, str], Slot] = defaultdict(Slot)
    by_queue: defaultdict[str, Slot] = defaultdict(Slot)
    everything = Slot()
    for _, tally in tallies:
        for (at, queue), slot in tally.slots.items():
            by_slot[_number(at), queue].add(slot)
            by_queue[queue].add(slot)
            everything.add(slot)
    usual = handling_s(everything, HANDLING_S)
    rings = [ring for _, tally in tallies if (ring := tally.agents.ringing_s()) is not None]
    return Load(
        {
            key: Expected(slot.over / len(tallies), handling_s(by_queue[key[1]], usual))
            for key, slot in by_slot.items()
        },
        patience_s(everything),
        sum(rings) / len(rings) if rings else 0.0,
        tuple(day for day, _ in tallies),
    )


def patience_s(slot: Slot) -> float:
    """All that was waited, over those who lost patience: who was answered had it for at least as long."""
    waited = sum(slot.waits_s) + slot.abandoned_wait_s
    return waited / slot.abandoned if slot.abandoned and waited > 0 else PATIENCE_S


def handling_s(slot: Slot, unknown: float) -> float:
    """Talk and wrap-up of a call, on average."""
    if not slot.talks:
        return unknown
    return slot.talk_s / slot.talks + (slot.wrap_up_s / slot.wrap_ups if slot.wrap_ups else 0.0)


def together(expected: Iterable[Expected]) -> Expected:
    """Several queues as one."""
    found = [one for one in expected if one.calls > 0]
    calls = sum(one.calls for one in found)
    return Expected(calls, sum(one.calls * one.handling_s for one in found) / calls if calls else 0.0)


def _number(at: float) -> int:
    """The local clock's half hour: where clocks change, the same hours of the clock count together."""
    clock = datetime.fromtimestamp(at)
    return (clock.hour * 3600 + clock.minute * 60) // HALF_HOUR_S
