"""How long everybody who waits may still have to: many runs from the present state."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from telephony.distributor.forward.draws import ENOUGH, Draws
from telephony.distributor.forward.evidence import Evidence
from telephony.distributor.forward.run import Run
from telephony.distributor.reducer.world import World

RUNS, LEAST_RUNS = 200, 25
BUDGET_S = 0.28
"""Of processor time, for all who wait: with what comes around it, no more than 0.3."""
ANSWERED_S = 600.0
"""Where nobody was answered for so long nothing is foreseen."""
OUT_OF_SIGHT = 0.05
"""Of all runs; who is not answered within the horizon in more of them is told nothing."""


def foresee(
    world: World,
    evidence: Evidence,
    rng: Random,
    *,
    runs: int = RUNS,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, list[float]]:
    """Call -> the seconds that it may still wait, as many as there were runs, in order.

    Who is not in it is told nothing: too little is known, or it took more than the budget of `clock`.
    """
    known = evidence.answered_at
    if evidence.talks() < ENOUGH or known is None or world.at - known > ANSWERED_S:
        return {}
    draws = Draws(evidence, world.at, rng)
    timers = {timer: due for timer, due in evidence.timers.items() if due >= world.at}
    began, done = clock(), 0
    found: dict[str, list[float]] = {}
    while done < runs and (clock() - began) * (done + 1) <= BUDGET_S * max(1, done):
        for call, wait in Run(world, timers, draws).waits_s().items():
            found.setdefault(call, []).append(wait)
        done += 1
    if done < min(runs, LEAST_RUNS):
        return {}
    return {call: sorted(waits) for call, waits in found.items() if len(waits) >= done * (1 - OUT_OF_SIGHT)}
