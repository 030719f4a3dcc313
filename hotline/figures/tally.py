"""Counts what happens. The same events give the same figures, live or out of the records."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass

from contracts import (
    CALLED_BACK,
    GONE_ON,
    GONE_UNSEEN,
    HANDED_OVER,
    MESSAGE_TAKEN,
    SERVED,
    AgentAnswered,
    AgentChanged,
    AgentMissed,
    CallEnded,
    CallQueued,
    CallStarted,
    CameBack,
    CaseOpened,
    Event,
    SatisfactionAsked,
    SatisfactionGiven,
    WrappedUp,
)
from hotline.figures.agents import AgentTimes, Phase
from hotline.figures.half_hours import half_hour
from hotline.figures.settings import FiguresSettings
from hotline.figures.slot import RING_TARGET_S, Slot

TYPES = tuple(
    kind.TYPE
    for kind in (
        *(CallStarted, CallQueued, AgentAnswered, AgentMissed, AgentChanged, CallEnded, CameBack),
        *(SatisfactionAsked, SatisfactionGiven, WrappedUp, CaseOpened),
    )
)
"""Of the events that figures are counted from."""

MOST_CALLS = 50_000
"""Followed at once; the oldest is forgotten beyond that, so that a lost end leaks nothing."""

Key = tuple[int, str]
"""Half hour and queue."""


@dataclass(slots=True)
class _Call:
    rang_at: float | None = None
    queued_at: float | None = None
    queue: str = ""
    settled: bool = False
    callback: bool = False
    """The hotline calls the citizen: no call that was offered, answered or given up."""
    moved: bool = False
    """It came in at another machine, where it counts no more, or is back from one."""

    @property
    def key(self) -> Key | None:
        return None if self.queued_at is None else (half_hour(self.queued_at), self.queue)


class Tally:
    """Counters by half hour and queue, and agents' times."""

    def __init__(self, settings: FiguresSettings) -> None:
        self.settings = settings
        self.slots: dict[Key, Slot] = {}
        self.agents = AgentTimes()
        self._calls: OrderedDict[str, _Call] = OrderedDict()
        self._last_key: dict[str, Key] = {}
        """Agent -> where the wrap-up belongs that follows."""
        self._codes: OrderedDict[str, WrappedUp] = OrderedDict()
        """What was said last of a call, the latest at the end."""

    def take(self, event: Event) -> None:
        """Counts one event; others than those of `TYPES` change nothing."""
        match event:
            case CallStarted():
                call = self._call(event.call)
                call.rang_at = event.at
                call.callback = event.callback is not None or event.followup is not None
                call.moved = event.moved_from is not None
            case CameBack():
                call = self._call(event.call)
                call.moved, call.settled = True, event.answered  # answered there, it counts there
            case CallQueued():
                self._queued(event)
            case AgentAnswered():
                self._answered(event)
            case AgentMissed(how="no answer" | "declined"):
                what = "missed" if event.how == "no answer" else "declined"
                self.agents.counted(half_hour(event.at), event.agent, what)
            case AgentChanged():
                self._agent(event)
            case SatisfactionAsked():
                self._rated(event).asked += 1
            case SatisfactionGiven():
                slot = self._rated(event)
                slot.rated += 1
                slot.rated_low += event.low
                slot.scores += event.score
            case WrappedUp():
                self._codes[event.call] = event
                self._codes.move_to_end(event.call)
                while len(self._codes) > MOST_CALLS:
                    self._codes.popitem(last=False)
            case CaseOpened(by=agent) if agent:
                self.agents.counted(half_hour(event.at), agent, "cases")
            case CallEnded():
                self._ended(event)

    def waiting(self) -> dict[Key, int]:
        """How many still wait, by half hour and queue."""
        found: dict[Key, int] = {}
        for call in self._calls.values():
            if not call.settled and (key := call.key) is not None:
                found[key] = found.get(key, 0) + 1
        return found

    def codes(self, begin: float, end: float) -> Counter[str]:
        """How often which wrap-up code was said last of a call, from the one moment up to the other."""
        return Counter(said.code for said in self._codes.values() if begin <= said.at < end)

    def slots_from(self, begin: float, end: float) -> dict[Key, Slot]:
        """Half hours that began from the one moment up to the other."""
        return {key: slot for key, slot in self.slots.items() if begin <= key[0] < end}

    def forget_before(self, at: float) -> None:
        """Half hours that began earlier."""
        for key in [key for key in self.slots if key[0] < at]:
            del self.slots[key]
        self.agents.forget_before(at)
        for call in [call for call, said in self._codes.items() if said.at < at]:
            del self._codes[call]

    def _call(self, call: str) -> _Call:
        found = self._calls.setdefault(call, _Call())
        while len(self._calls) > MOST_CALLS:
            self._calls.popitem(last=False)
        return found

    def _slot(self, key: Key) -> Slot:
        return self.slots.setdefault(key, Slot())

    def _queued(self, event: CallQueued) -> None:
        call = self._call(event.call)
        if call.callback:
            return
        if call.settled:
            return  # an agent had them: what follows is another agent's work for the same call
        if call.queued_at is None:
            since = event.queued_at if call.moved else None
            call.queued_at = event.at if since is None else since
        call.queue = event.queue

    def _answered(self, event: AgentAnswered) -> None:
        self.agents.counted(half_hour(event.at), event.agent, "answered")
        call = self._calls.get(event.call)
        if call is None or call.settled or call.queued_at is None or (key := call.key) is None:
            return
        call.settled = True
        slot, wait = self._slot(key), max(0.0, event.at - call.queued_at)
        slot.waits_s.append(wait)
        slot.answered_in_target += wait <= self.settings.target_s
        rang_at = call.queued_at if call.rang_at is None else call.rang_at
        slot.answered_15_s += event.at - rang_at <= RING_TARGET_S
        if (told := event.foreseen) is not None:
            slot.foreseen += 1
            slot.foreseen_true += told.came_true

    def _rated(self, event: SatisfactionAsked | SatisfactionGiven) -> Slot:
        """Where it counts: with the call, in the queue of who talked last."""
        call = self._calls.get(event.call)
        at = event.at if call is None or call.queued_at is None else call.queued_at
        return self._slot((half_hour(at), event.queue))

    def _ended(self, event: CallEnded) -> None:
        call = self._calls.pop(event.call, None)
        if call is None or call.settled or call.queued_at is None or (key := call.key) is None:
            return
        if event.cause.startswith(GONE_ON):
            return  # they wait at another machine, and are counted there from when they came here
        slot, wait = self._slot(key), event.at - call.queued_at
        if event.cause == CALLED_BACK:
            slot.called_back += 1  # they have not given up, and nobody has answered them yet
            return
        if event.cause == MESSAGE_TAKEN:
            slot.messages += 1
            return
        if event.cause == SERVED:
            slot.served += 1
            return
        if event.cause.startswith(HANDED_OVER):
            slot.handed_over += 1
            return
        slot.abandoned += 1
        if event.cause.startswith(GONE_UNSEEN):
            return  # how long they waited nobody knows
        slot.abandoned_wait_s += max(0.0, wait)
        slot.abandoned_short += wait <= self.settings.short_s
        slot.abandoned_late += wait > self.settings.target_s

    def _agent(self, event: AgentChanged) -> None:
        if (over := self.agents.changed(event)) is not None:
            self._phase_over(over)
        if event.phase == "talking" and event.call is not None:
            call = self._calls.get(event.call)
            if call is not None and (key := call.key) is not None:
                self._last_key[event.agent] = key
            else:
                self._last_key.pop(event.agent, None)

    def _phase_over(self, over: Phase) -> None:
        if over.spent == "talk" and (at := self._last_key.get(over.agent)) is not None:
            slot = self._slot(at)
            slot.talks += 1
            slot.talk_s += over.end - over.begin
        elif over.spent == "wrap_up" and (at := self._last_key.pop(over.agent, None)) is not None:
            slot = self._slot(at)
            slot.wrap_ups += 1
            slot.wrap_up_s += over.end - over.begin
