"""This node's floor, told to the others as it changes; and theirs, shown here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Protocol

from hotline.machine.tasks import background
from hotline.nodes.left_behind import LeftBehind
from hotline.nodes.member import Shared
from hotline.nodes.moves import Moves
from hotline.nodes.register import LEASE_S
from hotline.nodes.standings import Change, QueueThere
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.screening.sealed_number import SealedNumber, sealed_number
from hotline.records.sealing import Seal
from telephony.distributor.standing import AgentStanding, CallerStanding, Standing

log = logging.getLogger(__name__)

EVERY_S = 1.0
"""However much changes meanwhile, it is told once."""
SWEEP_S = 10.0
GO_S = 2.0
"""An ordered end does not wait longer for the database."""


class Book(Protocol):
    """Who calls citizens back from here (hotline.calls.callbacks.book.CallbackBook)."""

    @property
    def able(self) -> bool:
        """Whether anybody can be called."""

    def take_over(self, left: Sequence[LeftBehind]) -> None:
        """They are to be called back by this node from now on."""


class Machines(Protocol):
    """Who sends callers to agents of the other machines (hotline.calls.moving.machines.OtherMachines)."""

    def join(self, shared: Moves) -> None:
        """There are others, known by that."""

    def look(self, queues: Sequence[QueueThere]) -> None:
        """How queues stand at the others now. Does not block."""


@dataclass(frozen=True, slots=True)
class Floors:
    """This node's, and who here wants to know of the others'."""

    standing: Callable[[], Standing]
    number_of: Callable[[str], str]
    """Of a call: the caller's number in full, or empty."""
    show: Callable[[Sequence[QueueThere]], None]
    """Queues as they stand at the other nodes that live."""
    book: Book
    up: Callable[[], bool]
    """Whether calls can be made here now: its Asterisk is there."""
    machines: Machines


class Mirror:
    """What is not told yet is told with what changes next: nothing waits in a queue for the database."""

    def __init__(self, shared: Shared, node: str, floors: Floors, seal: Seal) -> None:
        """`seal`: that of call-backs."""
        self._shared = shared
        self._node = node
        self._floors = floors
        self._seal = seal
        self._fence = 0
        """Under which lease it was told."""
        self._agents: dict[str, AgentStanding] = {}
        self._callers: dict[str, CallerStanding] = {}
        self._seen = self._swept = time.monotonic()
        self._trouble = ""

    @classmethod
    @asynccontextmanager
    async def opened(cls, shared: Shared, node: str, floors: Floors, seal: Seal) -> AsyncIterator[None]:
        """For as long as the context lasts; afterwards nobody is there any more."""
        mirror = cls(shared, node, floors, seal)
        floors.machines.join(shared)
        async with background(mirror.run(), "floors of all nodes"):
            yield
        with suppress(RecordsUnavailable, TimeoutError):
            async with asyncio.timeout(GO_S):
                await shared.tell(Change(0.0, anew=True))

    async def run(self) -> None:
        """For as long as the service runs."""
        while True:
            try:
                await self.look()
                self._trouble = ""
            except Exception as error:
                self._note(error)
                if time.monotonic() - self._seen > LEASE_S:
                    self._show([])  # what is that old is not shown as if it were so
            await asyncio.sleep(EVERY_S)

    def _note(self, error: Exception) -> None:
        """Whatever it is, it is tried again; a fault of the program is told once."""
        if isinstance(error, RecordsUnavailable):
            log.debug("floors of other nodes are not seen: %s", error)
        elif self._trouble != (trouble := repr(error)):
            self._trouble = trouble
            log.error("the floors of nodes are not told, nor seen", exc_info=error)

    async def look(self) -> None:
        """Tells what has changed here, and shows how it stands elsewhere. Raises `RecordsUnavailable`."""
        await self._tell()
        now = time.monotonic()
        if now - self._swept > SWEEP_S:
            await self._shared.sweep()
            self._swept = now
        able = self._floors.book.able and self._floors.up()
        if left := await self._shared.call_back(able=able):
            done = "are called back from here" if able else "have their places here when they call again"
            log.warning("%d who waited at lost nodes %s", len(left), done)
            self._floors.book.take_over(left)
        queues = await self._shared.queues(but=self._node)
        self._seen = now
        self._show([one for one in queues if one.state in ("up", "draining")])

    def _show(self, there: Sequence[QueueThere]) -> None:
        self._floors.show(there)
        self._floors.machines.look(there)

    async def _tell(self) -> None:
        fence = self._shared.fence
        anew = fence != self._fence
        if not fence:
            return
        told_agents, told_callers = ({}, {}) if anew else (self._agents, self._callers)
        standing = self._floors.standing()
        agents = {one.agent: one for one in standing.agents}
        callers = {one.call: one for one in standing.callers}
        change = Change(
            standing.at,
            [one for name, one in agents.items() if told_agents.get(name) != one],
            [one for call, one in callers.items() if told_callers.get(call) != one],
            told_agents.keys() - agents.keys(),
            told_callers.keys() - callers.keys(),
            anew=anew,
            before=self._callers.keys() if anew else (),
        )
        if not change:
            return
        taken = await self._shared.tell(replace(change, numbers=self._numbers(change)))
        if taken is None:
            return
        self._fence = fence
        told = {one.agent for one in change.agents}
        self._agents = {n: one for n, one in agents.items() if n not in told or n in taken.agents}
        told = {one.call for one in change.callers}
        self._callers = {c: one for c, one in callers.items() if c not in told or c in taken.callers}

    def _numbers(self, change: Change) -> dict[str, SealedNumber]:
        found = ((one.call, self._floors.number_of(one.call)) for one in change.callers)
        sealed = ((call, sealed_number(number, self._seal)) for call, number in found)
        return {call: number for call, number in sealed if number is not None}
