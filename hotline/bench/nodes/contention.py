"""How quick nodes claim agents of one another in one PostgreSQL, and whether anybody is claimed twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from operator import itemgetter
from typing import IO, Any

from hotline.bench.nodes.worker import Done, Task
from hotline.machine.postgresql.server import running

AGENTS, QUEUES, WAITING, CONTENDED = 1000, 200, 500, 100_000
AT_ONCE, FREE, ONE_QUEUE, HELD_S = 8, 6, 1, 0.005
"""When all contend: tries under way at a time, and agents who are free, of each node, while the others talk;
the queue that all serve and all wait in; how long each is held."""
PACED, PAUSE_S = 1000, 0.05
"""Claims at the pace of a city, of all nodes, all agents free; each node makes some 20 a second. The busiest
hour of the largest city has 3 calls a second."""
AS_IN_A_CITY = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}
"""The server waits for its disk wherever a service lets it."""


def measure(
    nodes: int, seed: int, *, contended: int = CONTENDED, tell: Callable[[str], None] = lambda _text: None
) -> dict[str, Any]:
    """Every figure, with units in the names; takes minutes. Raises `NoServer`."""

    def tasks(url: str, claims: int, free: int, queues: int, **more: Any) -> list[Task]:
        agents, waiting, share = AGENTS // nodes, WAITING // nodes, claims // nodes
        return [Task(url, node, agents, free, queues, waiting, share, seed, **more) for node in range(nodes)]

    city = f"{nodes} nodes, {AGENTS} agents, {WAITING} waiting"
    with running(**AS_IN_A_CITY) as server:
        paced = _all(
            tasks(server.url(), PACED, AGENTS, QUEUES, pause_s=PAUSE_S),
            lambda done: tell(f"{city}: {done} of {PACED} decisions at the pace of a city"),
        )
    with running(**AS_IN_A_CITY) as server:
        raced = _all(
            tasks(server.url(), contended, FREE, ONE_QUEUE, at_once=AT_ONCE, held_s=HELD_S),
            lambda done: tell(f"{city}: {done} of {contended} claims of {nodes * FREE} who are free"),
        )
    return {
        "seed": seed,
        "nodes": nodes,
        "agents": AGENTS,
        "waiting": WAITING,
        "times": "as they pass, with the server and all nodes on the cores of this machine; "
        "its disk is waited for wherever a service does",
        "decision_ms": _times([ms for one in paced for ms in one.taken_ms]),
        "of_it_node_works_ms": _times([ms for one in paced for ms in one.processor_ms]),
        "of_it_node_waits_for_a_core_ms": _times([ms for one in paced for ms in one.kept_waiting_ms]),
        "refused": sum(one.refused for one in paced),
        "contended": {
            "claims": sum(len(one.claims) for one in raced),
            "tries": sum(len(one.taken_ms) for one in raced),
            "free": nodes * FREE,
            "at_once": nodes * AT_ONCE,
            "tries_per_s": round(sum(len(one.taken_ms) / one.seconds for one in raced), 1),
            "decision_ms": _times([ms for one in raced for ms in one.taken_ms]),
        },
        "double_claims": double_claims(paced) + double_claims(raced),
    }


def double_claims(done: Sequence[Done]) -> int:
    """Claims of an agent who was claimed already, and not given back."""
    until: dict[str, float] = {}
    double = 0
    for agent, since, end in sorted((claim for one in done for claim in one.claims), key=itemgetter(1)):
        double += since < until.get(agent, since)
        until[agent] = max(end, until.get(agent, end))
    return double


def _all(tasks: Sequence[Task], tell: Callable[[int], None]) -> list[Done]:
    """`tell`: about how many claims all nodes have made."""
    with ExitStack() as stack:
        processes = [stack.enter_context(_process(task)) for task in tasks]
        try:
            for process in processes:
                _line(process.stdout)
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            return [_done(process.stdout, lambda claims: tell(claims * len(tasks))) for process in processes]
        except BaseException:
            for process in processes:
                process.kill()
            raise


def _process(task: Task) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "hotline.bench.nodes.worker", json.dumps(asdict(task))]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )


def _done(stream: IO[str] | None, tell: Callable[[int], None]) -> Done:
    while (line := _line(stream).strip()).isdigit():
        tell(int(line))
    return Done(**json.loads(line))


def _line(stream: IO[str] | None) -> str:
    assert stream is not None
    if not (line := stream.readline()):
        raise RuntimeError("a node of the bench ended before its time; its own words stand above")
    return line


def _times(all_ms: list[float]) -> dict[str, float]:
    taken = sorted(all_ms)
    return {
        "p50": round(taken[len(taken) // 2], 2),
        "p99": round(taken[min(len(taken) - 1, len(taken) * 99 // 100)], 2),
        "most": round(taken[-1], 2),
    }
