"""Nodes whose floors are what a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from hotline.nodes.leases import NOW
from hotline.nodes.left_behind import LeftBehind
from hotline.nodes.member import Shared
from hotline.nodes.mirror import Floors, Mirror
from hotline.nodes.moves import Moves
from hotline.nodes.standings import QueueThere
from hotline.records.database.callbacks.store import PURPOSE
from hotline.records.sealing import Seal
from telephony.distributor.standing import AgentStanding, CallerStanding, Standing
from tests.databases import sql_beside

SEAL = Seal("secret", PURPOSE)


class Here:
    """A node whose floor is what the test says."""

    def __init__(self, shared: Shared, name: str) -> None:
        self.shared = shared
        self.agents: dict[str, AgentStanding] = {}
        self.callers: dict[str, CallerStanding] = {}
        self.at = 1000.0
        self.seen: Sequence[QueueThere] = []
        self.numbers: dict[str, str] = {}
        self.able = self.up = True
        self.left: list[LeftBehind] = []
        number_of = lambda call: self.numbers.get(call, "")  # noqa: E731
        self.floors = Floors(self.standing, number_of, self.show, self, lambda: self.up, self)
        self.mirror = Mirror(shared, name, self.floors, SEAL)

    def take_over(self, left: Sequence[LeftBehind]) -> None:
        self.left += left

    def standing(self) -> Standing:
        return Standing(self.at, tuple(self.agents.values()), tuple(self.callers.values()))

    def show(self, queues: Sequence[QueueThere]) -> None:
        self.seen = queues

    def join(self, shared: Moves) -> None:
        """Nobody is sent from here."""

    def look(self, queues: Sequence[QueueThere]) -> None:
        """The same."""

    def sits(self, agent: str, *queues: str, phase: str = "free") -> None:
        self.agents[agent] = AgentStanding(agent, phase, queues)  # type: ignore[arg-type]

    def waits(self, call: str, queue: str, waited_s: float = 0.0, number: str = "", **more: Any) -> None:
        self.callers[call] = CallerStanding(call, queue, self.at - waited_s, **{"ahead_s": 0.0, **more})
        self.numbers[call] = number

    async def elsewhere(self) -> list[tuple[str, str, int, int, int]]:
        await self.mirror.look()
        return [(one.queue, one.node, one.waiting, one.free, one.busy) for one in self.seen]


@asynccontextmanager
async def nodes(url: str, *names: str) -> AsyncIterator[list[Here]]:
    async with AsyncExitStack() as stack:
        found = []
        for name in names:
            shared = await stack.enter_async_context(Shared.opened(url, name, 600.0))
            await shared.enter()
            found.append(Here(shared, name))
        yield found


async def expire(url: str, node: str, silent_s: float = 20.0) -> None:
    """Its last sign is so old now."""
    await sql_beside(
        url, f"UPDATE shared_nodes SET until = 0, heard = {NOW} - {silent_s} WHERE id = '{node}'"
    )
