"""The desk, wired: its ports filled from the floor and the records, its server started."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal

from agent_assist.desk.wire import Control, Oversight
from agent_assist.refusal import ActionRefused
from contracts import (
    AgentChanged,
    CallEnded,
    CallLookedUp,
    CallUnmasked,
    Corrected,
    Escalated,
    Event,
    TranscriptCorrected,
    TranscriptPartial,
    WrappedUp,
)
from hotline.calls.control.requests import HandOn, Refused, Request, Target
from hotline.desk.wishes import oversight_of, request_of
from hotline.machine.files import write_whole
from hotline.machine.tasks import start_task
from hotline.records.database.records import Records, RecordsUnavailable
from hotline.records.masking.outbound import outbound
from telephony.distributor.floor import Floor


class FloorActions:
    """What agents may do from the desk (agent_assist.desk.ports.DeskActions)."""

    def __init__(
        self,
        floor: Floor,
        end_call: Callable[[str, str], bool],
        ask: Callable[[str, str, Request], Awaitable[None]],
        pauses: Path,
        publish: Callable[[Event], None],
        extension_s: float,
        escalation: Callable[[str | None], str | None],
    ) -> None:
        """`pauses` is the file in which those who take no calls are remembered over a restart, with their
        reason, or null for who does not answer; `extension_s`: what one press adds to a wrap-up;
        `escalation`: the queue to which a call of that special seat is escalated."""
        self._floor = floor
        self._end_call = end_call
        self._ask = ask
        self._publish = publish
        self._pauses = pauses
        self._extension_s = extension_s
        self._escalation = escalation
        self._writing: set[asyncio.Task[None]] = set()
        self._paused = _read_pauses(pauses)
        for agent, reason in self._paused.items():
            if agent not in floor.agents:
                continue
            if reason is None:
                floor.set_aside(agent)
            else:
                floor.pause(agent, True, reason)

    def take(self, event: Event) -> None:
        """Hears of every event of the bus: who does not answer is remembered, too."""
        if not isinstance(event, AgentChanged):
            return
        known = event.agent in self._paused and self._paused[event.agent] is None
        if event.set_aside and not known:
            self._paused[event.agent] = None
        elif known and not event.set_aside:
            del self._paused[event.agent]
        else:
            return
        start_task(self._write(), self._writing)

    async def set_phase(self, agent: str, phase: Literal["available", "paused"], reason: str) -> None:
        if agent not in self._floor.agents:
            raise ActionRefused("不在接听名单里 / Not one of those who take calls")
        self._floor.pause(agent, phase == "paused", reason)
        self._paused.pop(agent, None)
        if phase == "paused":
            self._paused[agent] = reason
        await self._write()

    async def _write(self) -> None:
        text = json.dumps(self._paused, ensure_ascii=False).encode()
        await asyncio.to_thread(write_whole, self._pauses, text, 0o600)

    async def decline(self, call: str, agent: str) -> None:
        if not self._floor.decline(call, agent):
            raise ActionRefused("这通电话已不在您这里振铃 / This call does not ring at yours any more")

    async def extend_wrap_up(self, agent: str) -> None:
        if self._extension_s <= 0:
            raise ActionRefused("话后处理不能延长 / The time after a call cannot be extended")
        if not self._floor.extend_wrap_up(agent, self._extension_s):
            raise ActionRefused("您不在话后处理中 / You are in no wrap-up")

    async def hang_up(self, call: str, agent: str) -> None:
        if not self._end_call(call, agent):
            raise ActionRefused("这通电话已经结束 / The call has ended")

    async def control(self, agent: str, wish: Control) -> None:
        await self._do(wish.call, agent, request_of(wish))

    async def oversee(self, agent: str, phone: str, wish: Oversight) -> None:
        await self._do(wish.call, agent, oversight_of(wish, self._floor.phone(agent, phone)))

    async def _do(self, call: str, agent: str, request: Request) -> None:
        try:
            await self._ask(call, agent, request)
        except Refused as refused:
            raise ActionRefused(str(refused)) from refused

    async def escalate(self, agent: str, call: str, seat: str | None, reason: str) -> None:
        queue = self._escalation(seat)
        if queue is None:
            raise ActionRefused("没有设置提级到哪里 / Nowhere is set to escalate to")
        await self._do(call, agent, HandOn(Target(queue=queue)))
        self._publish(Escalated(call=call, agent=agent, queue=queue, reason=reason))

    async def wrap_up(self, said: WrappedUp) -> None:
        self._publish(said)

    async def correct(self, correction: Corrected) -> None:
        # Masked already in the records: administrators read it when the call is long forgotten.
        self._publish(outbound(correction))

    async def correct_line(self, correction: TranscriptCorrected) -> None:
        self._publish(correction)


def _read_pauses(path: Path) -> dict[str, str | None]:
    """Reason by agent; files of earlier versions have a list of agents."""
    try:
        found = json.loads(path.read_text())
        if isinstance(found, dict):
            return {str(agent): None if reason is None else str(reason) for agent, reason in found.items()}
        return dict.fromkeys(map(str, found), "")
    except (OSError, ValueError, TypeError):
        return {}


class RecordedHistory:
    """Past calls for the desk (agent_assist.desk.ports.History)."""

    def __init__(self, records: Records, publish: Callable[[Event], None]) -> None:
        self._records = records
        self._publish = publish

    async def events(self, call: str) -> Sequence[Event]:
        try:
            return await self._records.history(call)
        except RecordsUnavailable:
            return []

    def looked_up(self, call: str, agent: str, *, masked: bool) -> None:
        kind = CallLookedUp if masked else CallUnmasked
        self._publish(kind(call=call, agent=agent))


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
