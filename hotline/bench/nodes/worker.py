"""One node of the bench, a process of its own: `python -m hotline.bench.nodes.worker` with a `Task` as JSON.

Says when its agents and callers are there, waits for a line, works, and prints what it claimed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable
from dataclasses import asdict, dataclass, field
from random import Random

from hotline.nodes.claims import Claim
from hotline.nodes.shared_floor import SharedFloor

LEASE_S = 600.0
"""The bench is no test of nodes that die."""
LATEST = 20
"""Among so many of the latest callers one is tried that another node may be trying, too."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a node does."""

    url: str
    node: int
    nodes: int
    agents: int
    """Of this node."""
    queues: int
    waiting: int
    """Callers of this node at any time."""
    claims: int
    """Then it is done."""
    at_once: int
    """Claims under way at a time."""
    seed: int
    pause_s: float = 0.0
    """Before each; 0: as fast as it goes."""


@dataclass(slots=True)
class Done:
    """What came of it."""

    claims: list[tuple[str, int, str, int]] = field(default_factory=list)
    """Caller and agent, with their fences."""
    taken_ms: list[float] = field(default_factory=list)
    """Of each claim that came to something."""
    refused: int = 0
    """Tries that another was faster in."""
    seconds: float = 0.0


class Node:
    """Its agents talk for no time at all: free, claimed, free again."""

    def __init__(self, task: Task, floor: SharedFloor) -> None:
        self._task = task
        self._floor = floor
        self._rng = Random(task.seed + task.node)
        self._free: list[tuple[str, int]] = []
        self._came = 0
        self.done = Done()

    async def prepare(self) -> None:
        """Agents at their telephones, callers in the queues."""
        await self._floor.enter()
        for number in range(self._task.agents):
            queues = [f"q{self._rng.randrange(self._task.queues)}" for _ in range(6)]
            name = f"a{self._task.node}-{number}"
            fence = await self._floor.sits(name, queues)
            assert fence is not None
            self._free.append((name, fence))
        for _ in range(self._task.waiting):
            await self._come()

    async def work(self) -> None:
        """Until it has claimed as many as it should."""
        begin = time.perf_counter()
        await asyncio.gather(*(self._serve() for _ in range(self._task.at_once)))
        self.done.seconds = time.perf_counter() - begin

    async def _serve(self) -> None:
        while len(self.done.claims) < self._task.claims:
            await asyncio.sleep(self._task.pause_s)
            agent, fence = self._free.pop(self._rng.randrange(len(self._free)))
            if self._rng.random() < 0.25:
                claim = await self._timed(self._floor.these(self._anybody(), 1, agent, fence))
            else:
                claim = await self._timed(self._floor.next_caller(agent, fence))
            if claim is not None:
                self.done.claims.append((claim.call, claim.call_fence, claim.agent, claim.agent_fence))
                free = await self._floor.over(claim)
                assert free is not None
                fence = free
                await self._come()
            self._free.append((agent, fence))

    def _anybody(self) -> str:
        """A caller of any node, who waits or did so a moment ago."""
        number = max(0, self._came - 1 - self._rng.randrange(LATEST))
        return f"c{self._rng.randrange(self._task.nodes)}-{number}"

    async def _come(self) -> None:
        number, self._came = self._came, self._came + 1
        queue = f"q{self._rng.randrange(self._task.queues)}"
        await self._floor.waits(f"c{self._task.node}-{number}", queue, time.time())

    async def _timed(self, asked: Awaitable[Claim | None]) -> Claim | None:
        begin = time.perf_counter()
        found = await asked
        if found is None:
            self.done.refused += 1
        else:
            self.done.taken_ms.append((time.perf_counter() - begin) * 1000)
        return found


async def run(task: Task) -> None:
    """The whole of a process."""
    async with SharedFloor.opened(task.url, f"n{task.node}", LEASE_S) as floor:
        node = Node(task, floor)
        await node.prepare()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        await node.work()
    sys.stdout.write(json.dumps(asdict(node.done)) + "\n")


if __name__ == "__main__":
    asyncio.run(run(Task(**json.loads(sys.argv[1]))))
