"""Calls beside a call: somebody else is asked while the caller has their agent.

To the distributor that is a caller of its own, who waits for an agent or in a queue as others do, and is with
whoever answered. So nobody is ever claimed twice for one call.
"""

from __future__ import annotations

from collections.abc import Iterable

from telephony.distributor.people.plan import AgentPlan, Need, Step

_MARK = "~"
"""In no call's id."""
_ONESELF = "agent:"


def aside_of(call: str, number: int) -> str:
    """The id of the call beside a call; `number` tells it from earlier ones."""
    return f"{call}{_MARK}{number}"


def call_of(id: str) -> str:
    """The call that it is beside; of any other call its own id."""
    return id.partition(_MARK)[0]


def is_aside(id: str) -> bool:
    """Whether it is a call beside a call."""
    return _MARK in id


def oneself(agent: str) -> str:
    """The skill that this agent alone has."""
    return f"{_ONESELF}{agent}"


def the_one(needs: Iterable[Need]) -> str | None:
    """The agent who alone fits who these are the needs of; None: others may."""
    found = (need.skill.removeprefix(_ONESELF) for need in needs if need.skill.startswith(_ONESELF))
    return next(found, None)


def only(agent: str, for_s: float | None = None) -> tuple[Step, ...]:
    """What a caller needs whom nobody but this agent is to take; `for_s`: after so long anybody may."""
    need = Step(0, (Need(oneself(agent)),))
    return (need,) if for_s is None else (need, Step(for_s))


def served_by(agent: AgentPlan, queue: str, queues: Iterable[str]) -> str:
    """In which queue a caller of `queue` can be given to this agent: that one, or the agent's own."""
    if agent.serves(queue):
        return queue
    return next((name for name in queues if name in agent.queues), queue)
