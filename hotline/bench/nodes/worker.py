"""One node of the bench, a process of its own: `python -m hotline.bench.nodes.worker` with a `Task` as JSON.

Says when its agents and callers are there, waits for a line, works, and prints what it claimed; the first
node prints meanwhile how many it has.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

from hotline.machine.tasks import background
from hotline.nodes.member import Shared
from hotline.nodes.mirror import EVERY_S
from hotline.nodes.moves import Wanting
from hotline.nodes.standings import Change
from telephony.distributor.standing import AgentStanding, CallerStanding

LEASE_S = 600.0
"""The bench is no test of nodes that die."""
CHANGES = 50
"""One of so many agents gets free anew between two looks."""
TELL_S = 1.0
LONGEST_WAIT_S = 240.0


@dataclass(frozen=True, slots=True)
class Task:
    """What a node does."""

    url: str
    node: int
    agents: int
    """Of this node."""
    free: int
    """Of them; the others talk."""
    queues: int
    waiting: int
    """Callers of this node at any time."""
    claims: int
    """That come to something; then it is done."""
    seed: int
    at_once: int = 1
    """Tries under way at a time."""
    held_s: float = 0.0
    """So long each is held, as by a caller on the way, before it is given back."""
    pause_s: float = 0.0
    """Before each; 0: as fast as it goes."""


@dataclass(slots=True)
class Done:
    """What came of it."""

    claims: list[tuple[str, float, float]] = field(default_factory=list)
    """An agent, from when to when they were this node's for certain: on a clock that processes share."""
    taken_ms: list[float] = field(default_factory=list)
    """Of each try, whatever came of it."""
    processor_ms: list[float] = field(default_factory=list)
    """Of this process meanwhile: a try's own, where one is under way at a time."""
    kept_waiting_ms: list[float] = field(default_factory=list)
    """This process meanwhile, for a core of this machine: what else runs there had it."""
    refused: int = 0
    """Tries for which nobody was free, or another was faster or before."""
    seconds: float = 0.0


class Node:
    """Its agents are claimed by the others, its callers want theirs. It tells its floor, and looks at theirs,
    as the service does."""

    def __init__(self, task: Task, shared: Shared) -> None:
        self._task = task
        self._shared = shared
        self._rng = Random(task.seed + task.node)
        agents = (f"a{task.node}-{number}" for number in range(task.agents))
        self._agents = [
            AgentStanding(name, "free" if at < task.free else "taken", self._queues())
            for at, name in enumerate(agents)
        ]
        calls = (f"c{task.node}-{number}" for number in range(task.waiting))
        self._callers = [
            CallerStanding(call, self._queue(), -self._rng.uniform(0, LONGEST_WAIT_S), 0.0) for call in calls
        ]
        self.done = Done()

    async def prepare(self) -> None:
        """Agents at their telephones, callers in the queues."""
        await self._shared.enter()
        assert await self._shared.tell(Change(0.0, self._agents, self._callers, anew=True))

    async def work(self) -> None:
        """Until it has tried as often as it should."""
        begin = time.perf_counter()
        async with background(self._mirror(), "floors of all nodes"), background(self._tell(), "progress"):
            await asyncio.gather(*(self._serve() for _ in range(self._task.at_once)))
        self.done.seconds = time.perf_counter() - begin

    async def _mirror(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await self._shared.tell(
                Change(0.0, self._rng.sample(self._agents, -(-len(self._agents) // CHANGES)))
            )
            await self._shared.queues(but=f"n{self._task.node}")

    async def _tell(self) -> None:
        while self._task.node == 0:
            _say(str(len(self.done.claims)))
            await asyncio.sleep(TELL_S)

    async def _serve(self) -> None:
        while len(self.done.claims) < self._task.claims:
            await asyncio.sleep(self._task.pause_s)
            caller = self._rng.choice(self._callers)
            before = _clocks_ms()
            claimed = await self._shared.claim(_wanting(caller))
            took = (after - since for after, since in zip(_clocks_ms(), before, strict=True))
            for times, ms in zip(
                (self.done.taken_ms, self.done.processor_ms, self.done.kept_waiting_ms), took, strict=True
            ):
                times.append(ms)
            if claimed is None:
                self.done.refused += 1
                continue
            since = time.monotonic()
            await asyncio.sleep(self._task.held_s)
            self.done.claims.append((claimed.agent, since, time.monotonic()))
            await self._shared.give_back(claimed)

    def _queue(self) -> str:
        return f"q{self._rng.randrange(self._task.queues)}"

    def _queues(self) -> tuple[str, ...]:
        return tuple({self._queue() for _ in range(6)})


def _wanting(caller: CallerStanding) -> Wanting:
    return Wanting(
        caller.call,
        caller.queue,
        priority=0,
        seat=None,
        intent=None,
        no_chinese=False,
        emergency=False,
        waits=False,
        waited_s=-caller.queued_at,
    )


async def run(task: Task) -> None:
    """The whole of a process."""
    async with Shared.opened(task.url, f"n{task.node}", LEASE_S) as shared:
        node = Node(task, shared)
        await node.prepare()
        _say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        await node.work()
    _say(json.dumps(asdict(node.done)))


def _clocks_ms() -> tuple[float, float, float]:
    """As time passes; in which this process runs; in which it could run, and another has the core (Linux
    counts that: `Documentation/scheduler/sched-stats.rst`)."""
    waited_ns = int(Path("/proc/self/schedstat").read_text("ascii").split()[1])
    return time.perf_counter() * 1000, time.process_time() * 1000, waited_ns / 1e6


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run(Task(**json.loads(sys.argv[1]))))
