"""Looks on while callers wait: says each of them a range once, and keeps what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from random import Random

from hotline.bench.waiting.formula import Engage
from telephony.distributor.forward.evidence import Evidence
from telephony.distributor.forward.foresee import foresee
from telephony.distributor.forward.ranges import spoken_range
from telephony.distributor.forward.stayers import Stayers
from telephony.distributor.people.state import IN_LINE
from telephony.distributor.reducer.commands import Command, Offer
from telephony.distributor.reducer.events import Answered, Event, Finished, Left, Queued
from telephony.distributor.reducer.world import World

EVERY_S = 30.0
"""Those who have come since the last time are told then."""


@dataclass(slots=True)
class Said:
    """What one caller was told. Seconds from then on."""

    at: float
    low_s: float
    high_s: float
    median_s: float
    formula_s: float
    real_s: float | None = None
    stayed: bool = True
    """False for who hung up: `real_s` is when their turn would have come."""


class Telling:
    """Watches a simulation."""

    def __init__(self, seed: int, runs: int) -> None:
        self.said: dict[str, Said] = {}
        self.cost_s: list[float] = []
        self.told_nothing = 0
        self.rings_s: dict[str, float] = {}
        """Call -> from its queue to the first ring of an agent's phone."""
        self.answers_s: dict[str, float] = {}
        """Call -> from its queue to the agent's answer."""
        self._came: dict[str, float] = {}
        self._runs = runs
        self._rng = Random(seed)
        self._evidence = Evidence()
        self._engage = Engage()
        self._stayers = Stayers()
        self._due = 0.0
        self._asked: set[str] = set()
        self._talks: dict[str, tuple[str, float]] = {}

    @property
    def answered_after_ring_s(self) -> dict[str, float]:
        """Call -> from the first ring of an agent's phone, whoever answered in the end, to the answer."""
        return {call: answered - self.rings_s[call] for call, answered in self.answers_s.items()}

    def before(self, world: World, event: Event) -> None:
        if event.at >= self._due:
            self._due = event.at + EVERY_S
            self._tell(world)
        if isinstance(event, Queued):
            self._came[event.call] = event.at
        if isinstance(event, Left) and event.call in self.said:
            caller = world.callers.get(event.call)
            if caller is not None and caller.phase in IN_LINE:
                self._stayers.left(caller)
            elif caller is not None and caller.phase == "offered":
                self._turn(event.call, event.at, stayed=False)

    def after(self, world: World, event: Event, commands: list[Command]) -> None:
        self._evidence.see(world, event, commands)
        for call in self._stayers.turn(world, commands):
            self._turn(call, world.at, stayed=False)
        for command in commands:
            if isinstance(command, Offer) and (call := command.lease.call) in self._came:
                self.rings_s.setdefault(call, world.at - self._came[call])
        match event:
            case Answered(at, call, agent) if call in world.callers:
                if world.callers[call].phase == "talking":
                    self.answers_s[call] = at - self._came[call]
                    self._turn(call, at)
                    self._talks[agent] = world.callers[call].queue, at
            case Finished(at, _, agent) if (talk := self._talks.pop(agent, None)) is not None:
                self._engage.handled(agent, talk[0], at - talk[1] + world.plan.wrap_up_s)

    def _turn(self, call: str, at: float, *, stayed: bool = True) -> None:
        said = self.said.get(call)
        if said is not None and said.real_s is None:
            said.real_s, said.stayed = at - said.at, stayed

    def _tell(self, world: World) -> None:
        new = {c for c, caller in world.callers.items() if caller.phase == "waiting"} - self._asked
        if not new:
            return
        self._asked |= new
        began = time.process_time()
        found = foresee(world, self._evidence, self._rng, runs=self._runs)
        self.cost_s.append(time.process_time() - began)
        for call in new:
            waits = found.get(call, [])
            told = spoken_range(waits)
            if told is None:
                self.told_nothing += 1
                continue
            formula = self._engage.expected_s(world, world.callers[call])
            self.said[call] = Said(world.at, *told, waits[len(waits) // 2], formula)
