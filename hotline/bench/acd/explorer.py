"""Every state that a small world can come to, by breadth: every event is tried in each of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from hotline.bench.acd.invariants import broken, broken_by
from hotline.bench.acd.small_world import SmallWorld
from telephony.distributor.people.asides import is_aside
from telephony.distributor.reducer.commands import Command, GivenUp, Stale
from telephony.distributor.reducer.events import Event, HandedOn, Queued

LENGTH = 12
"""Events of a counted interleaving."""
MARKS = ("times out", "publication", "phone lost")
"""Words in the names of events each of which happens in a counted interleaving."""


@dataclass(slots=True)
class Explored:
    """What was found."""

    states: int = 0
    transitions: int = 0
    """Events tried in a state, each a step of the real machine, checked."""
    frontier: int = 0
    """States that were seen and not tried any more."""
    interleavings: int = 0
    """Distinct sequences of `LENGTH` events with every mark among them, each of which changes the state."""
    broken: list[str] = field(default_factory=list)
    """Every broken rule with the events that led there."""

    @property
    def to_the_end(self) -> float:
        """The share of the states in which everything was tried."""
        return 1.0 - self.frontier / self.states


@dataclass(frozen=True, slots=True)
class Edge:
    """An event that leads to another state."""

    name: str
    target: int


def explore(
    start: SmallWorld,
    most_states: int | None = None,
    most_broken: int = 10,
    tell: Callable[[int], None] = lambda _states: None,
    marks: Sequence[str] = MARKS,
) -> Explored:
    """From `start` until nothing new comes, `most_states` are known or `most_broken` rules broke. `marks`: a
    word of the name of each event that a counted interleaving must have."""
    ids: dict[Hashable, int] = {start.key(): 0}
    parents: list[tuple[int, str]] = [(-1, "")]
    edges: list[list[Edge]] = []
    wave, found = [start], Explored()
    while wave and len(found.broken) < most_broken:
        following: list[SmallWorld] = []
        for state in wave:
            if len(found.broken) >= most_broken or (most_states is not None and len(ids) >= most_states):
                break
            here = len(edges)
            edges.append([])
            for name, event in state.events():
                after, commands = state.after(event)
                found.transitions += 1
                key = after.key()
                target = ids.setdefault(key, len(ids))
                for rule in _checked(state, name, event, after, commands):
                    found.broken.append(f"{rule} ← {' · '.join([*_way(parents, here), name])}")
                if target == len(parents):
                    parents.append((here, name))
                    following.append(after)
                if target != here:
                    edges[here].append(Edge(name, target))
        tell(len(ids))
        if most_states is not None and len(ids) >= most_states:
            break
        wave = following
    found.states = len(ids)
    found.frontier = len(ids) - len(edges)
    found.interleavings = interleavings(edges, marks=marks)
    return found


def _checked(
    before: SmallWorld, name: str, event: Event, after: SmallWorld, commands: list[Command]
) -> Iterator[str]:
    yield from chain(broken(after.world, after.timers), broken_by(before.world, event, after.world, commands))
    came = {event.call} if isinstance(event, Queued) else set()
    given_up = {command.aside for command in commands if isinstance(command, GivenUp)}
    known = (before.world.callers.keys() | came) - {call for call in given_up if is_aside(call)}
    talked = {agent.call for agent in after.world.agents.values()}
    for call in known:
        over = name == f"{call} leaves" or (name.endswith("finishes") and call not in talked)
        beside = isinstance(event, HandedOn) and call == event.aside
        if call not in after.world.callers and not over and not beside:
            yield f"lost caller: {call} is gone after {name!r}"
    if name.startswith("late") and (after.key() != before.key() or not _refused(commands)):
        yield "double claim: an answer that came too late has changed something"


def _refused(commands: list[Command]) -> bool:
    return any(isinstance(command, Stale) for command in commands)


def _way(parents: list[tuple[int, str]], state: int) -> list[str]:
    names: list[str] = []
    while state > 0:
        state, name = parents[state]
        names.append(name)
    return names[::-1]


def interleavings(edges: list[list[Edge]], length: int = LENGTH, marks: Sequence[str] = MARKS) -> int:
    """Distinct sequences of so many events from the first state with every one of `marks` in them.

    Counted along the transitions that were tried: ways to reach each state with the marks seen so far.
    """
    ways: dict[tuple[int, int], int] = {(0, 0): 1}
    for _ in range(length):
        following: dict[tuple[int, int], int] = {}
        for (state, seen), count in ways.items():
            for edge in edges[state] if state < len(edges) else ():
                to = edge.target, seen | _mark(edge.name, marks)
                following[to] = following.get(to, 0) + count
        ways = following
    return sum(count for (_, seen), count in ways.items() if seen == (1 << len(marks)) - 1)


def _mark(name: str, marks: Sequence[str]) -> int:
    return sum(1 << number for number, mark in enumerate(marks) if mark in name)
