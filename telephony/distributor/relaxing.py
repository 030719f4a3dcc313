"""What callers need becomes less the longer they wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telephony.distributor.plan import Step
from telephony.distributor.requirements import attainable
from telephony.distributor.state import Caller
from telephony.distributor.turn import Turn


def relaxed(turn: Turn, caller: Caller) -> Caller:
    """The step that the time waited has reached, and a timer for the next."""
    waited, steps = turn.at - caller.needs_at, caller.steps
    step = caller.step
    while step + 1 < len(steps) and steps[step + 1].after_s <= waited:
        step += 1
    number = 0
    if step + 1 < len(steps):
        number = turn.set_timer("step", caller.call, caller.needs_at + steps[step + 1].after_s)
    return replace(caller, step=step, stepping=number)


def needing(turn: Turn, caller: Caller, steps: Sequence[Step]) -> Caller:
    """The caller, who needs something else from now on."""
    attained = attainable(tuple(steps), turn.world.best)
    return relaxed(turn, replace(caller, steps=attained, step=0, needs_at=turn.at))


def step_due(turn: Turn, caller: Caller) -> None:
    """The needs relax: the timer says that the time has come, whatever the clock did."""
    step = min(caller.step + 1, len(caller.steps) - 1)
    turn.world.put_caller(relaxed(turn, replace(caller, step=step)))
    turn.callers[caller.call] = None
