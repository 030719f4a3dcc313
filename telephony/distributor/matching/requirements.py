"""Whether an agent may take a caller, and if not, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from telephony.distributor.people.plan import Step
from telephony.distributor.people.state import Agent, Caller

Misfit = Literal["queue", "emergencies only", "skill", "waits for the preferred agent"]


def misfit(agent: Agent, caller: Caller) -> Misfit | None:
    """What keeps this agent from this caller, whatever the agent does now; None: nothing."""
    plan = agent.plan
    if not plan.serves(caller.queue):
        return "queue"
    if plan.emergencies_only and not caller.emergency:
        return "emergencies only"
    skills = plan.skills
    for need in caller.needs:
        if skills.get(need.skill, 0) < need.level:
            return "skill"
    if caller.preferring and plan.id not in caller.preferred:
        return "waits for the preferred agent"
    return None


def interruptible(agent: Agent, offered_to_emergency: bool) -> bool:
    """Whether an emergency may take this agent, who is not ready: out of wrap-up, out of a rest for too many
    calls, or from an ordinary caller whom nobody has answered yet; never out of a talk."""
    if not agent.reachable or agent.leaving or agent.pause is not None:
        return False
    if agent.phase == "wrap_up" or (agent.phase == "free" and agent.rest == "occupied"):
        return True
    return agent.phase == "offered" and not offered_to_emergency


def best_levels(agents: Iterable[Agent]) -> dict[str, int]:
    """Skill -> the highest level that one of the agents has."""
    best: dict[str, int] = {}
    for agent in agents:
        for skill, level in agent.plan.skills.items():
            best[skill] = max(best.get(skill, 0), level)
    return best


def attainable(steps: tuple[Step, ...], best: Mapping[str, int]) -> tuple[Step, ...]:
    """The steps without those that nobody on the floor fits: nobody waits for a skill that nobody has."""

    def there(step: Step) -> Step:
        return replace(step, needs=tuple(n for n in step.needs if best.get(n.skill, 0) >= n.level))

    kept = [step for step in steps if there(step) == step]
    if len(kept) == len(steps):
        return steps
    first, *rest = kept or [there(steps[-1])]
    return (replace(first, after_s=0.0), *rest)
