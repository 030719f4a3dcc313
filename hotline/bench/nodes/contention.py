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

AGENTS, QUEUES, WAITING, CLAIMS = 1000, 200, 500, 100_000
AT_ONCE, FEW_QUEUES, HELD_S = 8, 4, 0.005
"""When all race: claims under way at a time, of each node; queues, so that all want the same agents; how long
each is held."""
PACED, PAUSE_S = 1000, 0.05
"""Claims at the pace of a city, of all nodes; each makes some 20 a second. The busiest hour of the largest
city has 3 calls a second."""


def measure(
    nodes: int, seed: int, *, claims: int = CLAIMS, tell: Callable[[str], None] = lambda _text: None
) -> dict[str, Any]:
    """Every figure, with units in the names; takes minutes. Raises `NoServer`."""
    with running() as server:
        tell(f"{nodes} nodes, {AGENTS} agents, {WAITING} waiting: {PACED} decisions at the pace of a city")
        paced = _all(nodes, seed, server.url(), PACED, QUEUES, pause_s=PAUSE_S)
    with running() as server:
        tell(f"{nodes} nodes, {AGENTS} agents, {WAITING} waiting: {claims} claims as fast as they go")
        raced = _all(nodes, seed, server.url(), claims, FEW_QUEUES, at_once=AT_ONCE, held_s=HELD_S)
    return {
        "seed": seed,
        "nodes": nodes,
        "agents": AGENTS,
        "waiting": WAITING,
        "times": "as they pass, with the server and all nodes on this machine; its disk is not waited for",
        "decision_ms": _times(paced),
        "decisions_per_s": _per_s(paced),
        "raced": {
            "claims": sum(len(done.claims) for done in raced),
            "claims_per_s": _per_s(raced),
            "refused": sum(done.refused for done in raced),
            "decision_ms": _times(raced),
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


def _all(
    nodes: int,
    seed: int,
    url: str,
    claims: int,
    queues: int,
    *,
    at_once: int = 1,
    held_s: float = 0.0,
    pause_s: float = 0.0,
) -> list[Done]:
    agents, waiting, share = AGENTS // nodes, WAITING // nodes, claims // nodes
    tasks = [
        Task(url, node, agents, queues, waiting, share, at_once, held_s, seed, pause_s)
        for node in range(nodes)
    ]
    with ExitStack() as stack:
        processes = [stack.enter_context(_process(task)) for task in tasks]
        try:
            for process in processes:
                _line(process.stdout)
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            return [Done(**json.loads(_line(process.stdout))) for process in processes]
        except BaseException:
            for process in processes:
                process.kill()
            raise


def _process(task: Task) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "hotline.bench.nodes.worker", json.dumps(asdict(task))]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )


def _line(stream: IO[str] | None) -> str:
    assert stream is not None
    if not (line := stream.readline()):
        raise RuntimeError("a node of the bench ended before its time; its own words stand above")
    return line


def _per_s(done: Sequence[Done]) -> float:
    return round(sum(len(one.claims) / one.seconds for one in done), 1)


def _times(done: Sequence[Done]) -> dict[str, float]:
    taken = sorted(ms for one in done for ms in one.taken_ms)
    return {
        "p50": round(taken[len(taken) // 2], 2),
        "p99": round(taken[min(len(taken) - 1, len(taken) * 99 // 100)], 2),
        "most": round(taken[-1], 2),
    }
