"""The desk, wired: its ports filled from the floor and the records, its server started."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from agent_assist.ports import ActionRefused
from contracts import CallEnded, Event, TranscriptPartial
from hotline.records import Records, RecordsUnavailable
from telephony.floor import Floor


class FloorActions:
    """What agents may do from the desk (agent_assist.ports.DeskActions)."""

    def __init__(self, floor: Floor, end_call: Callable[[str, str], bool]) -> None:
        self._floor = floor
        self._end_call = end_call

    async def set_phase(self, agent: str, phase: Literal["available", "paused"]) -> None:
        self._floor.pause(agent, phase == "paused")

    async def hang_up(self, call: str, agent: str) -> None:
        if not self._end_call(call, agent):
            raise ActionRefused("这通电话已经结束 / The call has ended")


class RecordedHistory:
    """Past calls for the desk (agent_assist.ports.History)."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def events(self, call: str) -> Sequence[Event]:
        try:
            return await self._records.history(call)
        except RecordsUnavailable:
            return []


class SeenMeter:
    """How long the first partial of a call takes from the recogniser to an agent's screen.

    A bus listener and the desk's SeenHook in one; both clocks are the machine's own, so the figure is
    only true for browsers whose clock agrees.
    """

    def __init__(self, observe_seconds: Callable[[float], None]) -> None:
        self._observe = observe_seconds
        self._first: dict[str, float] = {}

    def take(self, event: Event) -> None:
        if isinstance(event, TranscriptPartial):
            self._first.setdefault(event.call, event.at)
        elif isinstance(event, CallEnded):
            self._first.pop(event.call, None)

    def __call__(
        self, agent: str, call: str, what: Literal["partial", "final", "suggestion"], at: float
    ) -> None:
        if what == "partial" and call in self._first:
            self._observe(max(0.0, at - self._first[call]))
