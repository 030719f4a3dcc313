"""The desk, wired: its ports filled from the floor and the records, its server started."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from agent_assist.refusal import ActionRefused
from contracts import CallEnded, Corrected, Event, TranscriptPartial
from hotline.records.database.records import Records, RecordsUnavailable
from hotline.records.masking.outbound import outbound
from telephony.distributor.floor import Floor


class FloorActions:
    """What agents may do from the desk (agent_assist.desk.ports.DeskActions)."""

    def __init__(
        self,
        floor: Floor,
        end_call: Callable[[str, str], bool],
        pauses: Path,
        publish: Callable[[Event], None],
    ) -> None:
        """`pauses` is the file in which those who take no calls are remembered over a restart."""
        self._floor = floor
        self._end_call = end_call
        self._publish = publish
        self._pauses = pauses
        self._paused = _read_pauses(pauses)
        for agent in self._paused & set(floor.agents):
            floor.pause(agent, True)

    async def set_phase(self, agent: str, phase: Literal["available", "paused"]) -> None:
        if agent not in self._floor.agents:
            raise ActionRefused("您不在接听名单里 / You take no calls")
        self._floor.pause(agent, phase == "paused")
        self._paused = self._paused - {agent} | ({agent} if phase == "paused" else set())
        await asyncio.to_thread(self._pauses.write_text, json.dumps(sorted(self._paused)))

    async def hang_up(self, call: str, agent: str) -> None:
        if not self._end_call(call, agent):
            raise ActionRefused("这通电话已经结束 / The call has ended")

    async def correct(self, correction: Corrected) -> None:
        # Masked already in the records: administrators read it when the call is long forgotten.
        self._publish(outbound(correction))


def _read_pauses(path: Path) -> set[str]:
    try:
        return {str(agent) for agent in json.loads(path.read_text())}
    except (OSError, ValueError, TypeError):
        return set()


class RecordedHistory:
    """Past calls for the desk (agent_assist.desk.ports.History)."""

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
