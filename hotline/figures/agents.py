"""How agents spend their time, from what `agent_changed` says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from contracts import AgentChanged, AgentDay
from hotline.figures.half_hours import pieces

AT_WORK = ("talk", "wrap_up", "ringing", "available")
_SPENT = {
    "talking": "talk",
    "on_hold": "talk",
    "consulting": "talk",
    "wrap_up": "wrap_up",
    "ringing": "ringing",
    "available": "available",
    "paused": "paused",
}


@dataclass(frozen=True, slots=True)
class Phase:
    """What an agent did from one moment to the next."""

    agent: str
    spent: str | None
    """talk, wrap_up, ringing, available or paused; None: away."""
    call: str | None
    begin: float
    end: float


class AgentTimes:
    """Seconds of each agent by half hour and by what they were spent on."""

    def __init__(self) -> None:
        self._now: dict[str, AgentChanged] = {}
        self._spent_s: defaultdict[tuple[int, str, str], float] = defaultdict(float)
        self._counted: defaultdict[tuple[int, str, str], int] = defaultdict(int)

    def changed(self, event: AgentChanged) -> Phase | None:
        """Takes the event in; returns the phase that it ended."""
        before = self._now.get(event.agent)
        if event.gone:
            self._now.pop(event.agent, None)
        elif before is not None and (_spent(before), before.call) == (_spent(event), event.call):
            return None
        else:
            self._now[event.agent] = event
        if before is None:
            return None
        phase = Phase(event.agent, _spent(before), before.call, before.at, max(before.at, event.at))
        if phase.spent is not None:
            for slot, seconds in pieces(phase.begin, phase.end):
                self._spent_s[slot, event.agent, phase.spent] += seconds
        return phase

    def counted(self, slot: int, agent: str, what: str) -> None:
        """One more of answered, missed, declined or cases."""
        self._counted[slot, agent, what] += 1

    def ringing_s(self) -> float | None:
        """For how long phones rang for an answered call, on average; None: nothing was answered."""
        rang = sum(seconds for (_, _, what), seconds in self._spent_s.items() if what == "ringing")
        answered = sum(count for (_, _, what), count in self._counted.items() if what == "answered")
        return rang / answered if answered else None

    def forget_before(self, at: float) -> None:
        """Half hours that began earlier."""
        for table in (self._spent_s, self._counted):
            for key in [key for key in table if key[0] < at]:
                del table[key]

    def occupancy(self, begin: float, end: float, now: float) -> tuple[float | None, dict[int, float | None]]:
        """Of all agents together from `begin` up to `end`, and by half hour; None: nobody was at work."""
        whole: defaultdict[str, float] = defaultdict(float)
        by_slot: defaultdict[int, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for slot, _, what, seconds in self._within(begin, end, now):
            whole[what] += seconds
            by_slot[slot][what] += seconds
        return _occupancy(whole), {slot: _occupancy(spent) for slot, spent in by_slot.items()}

    def days(self, begin: float, end: float, now: float) -> tuple[AgentDay, ...]:
        """Each agent of whom anything is known, in the order of their ids."""
        spent: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        counted: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for _, agent, what, seconds in self._within(begin, end, now):
            spent[agent][what] += seconds
        for (slot, agent, what), number in self._counted.items():
            if begin <= slot < end:
                counted[agent][what] += number
        return tuple(_day(agent, spent[agent], counted[agent]) for agent in sorted({*spent, *counted}))

    def _within(self, begin: float, end: float, now: float) -> Iterator[tuple[int, str, str, float]]:
        for (slot, agent, what), seconds in self._spent_s.items():
            if begin <= slot < end:
                yield slot, agent, what, seconds
        for agent, event in self._now.items():  # what goes on
            what_now = _spent(event)
            if what_now is not None:
                for slot, seconds in pieces(event.at, max(event.at, now)):
                    if begin <= slot < end:
                        yield slot, agent, what_now, seconds


def _spent(event: AgentChanged) -> str | None:
    """A rest between calls is shown as wrap-up, and is no work."""
    return "available" if event.rest is not None else _SPENT.get(event.phase)


def _occupancy(spent: defaultdict[str, float]) -> float | None:
    at_work = sum(spent[what] for what in AT_WORK)
    return (spent["talk"] + spent["wrap_up"]) / at_work if at_work > 0 else None


def _day(agent: str, spent: defaultdict[str, float], counted: defaultdict[str, int]) -> AgentDay:
    occupancy, answered = _occupancy(spent), counted["answered"]
    handling = spent["talk"] + spent["wrap_up"]
    return AgentDay(
        agent=agent,
        answered=answered,
        missed=counted["missed"],
        declined=counted["declined"],
        talk_s=round(spent["talk"], 1),
        wrap_up_s=round(spent["wrap_up"], 1),
        ringing_s=round(spent["ringing"], 1),
        available_s=round(spent["available"], 1),
        paused_s=round(spent["paused"], 1),
        handling_mean_s=round(handling / answered, 1) if answered else None,
        occupancy_percent=None if occupancy is None else round(100 * occupancy, 1),
        cases=counted["cases"],
    )
