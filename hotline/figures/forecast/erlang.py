"""Erlang A (M/M/n+M): agents, calls by chance, and callers who lose patience.

With patience the queue is always stable, and its waiting time has a closed form: who comes when j wait
and all n agents are busy waits for the sum of exponential times of the rates n*mu + i*theta, i = 0..j,
which is -ln(B) / theta with B of the Beta distribution (n*mu/theta, j+1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

NEGLIGIBLE = 1e-12
"""States less likely than that, compared with the likeliest, are left out."""
MOST_WAITING = 100_000


@dataclass(frozen=True, slots=True)
class Demand:
    """Calls of one queue in a stretch of time."""

    calls_per_s: float
    handling_s: float
    """For how long a call takes an agent, on average."""
    patience_s: float
    """After how long callers hang up, on average, where nobody answers."""

    @property
    def erlangs(self) -> float:
        return self.calls_per_s * self.handling_s


@dataclass(frozen=True, slots=True)
class Service:
    """What callers find. Shares from 0 to 1."""

    waits: float
    """Of callers who are not answered at once."""
    abandons: float
    answered_in_target: float
    """Of all callers."""
    abandons_short: float
    """Of all callers: within the time that counts as short."""
    mean_wait_s: float
    """Of all callers, until they are answered or hang up."""
    occupancy: float

    @property
    def level(self) -> float:
        """Answered in target, of all but those who hung up at once."""
        return self.answered_in_target / (1 - self.abandons_short) if self.abandons_short < 1 else 0.0


def service(demand: Demand, agents: int, target_s: float, short_s: float = 0.0) -> Service:
    """What `agents` at work make of the demand. Raises ValueError for numbers that are not above 0."""
    if min(demand.calls_per_s, demand.handling_s, demand.patience_s, agents) <= 0:
        raise ValueError("calls, handling time, patience and agents must be above 0")
    busy, waiting = _states(demand, agents)
    theta = 1 / demand.patience_s
    c = agents / demand.handling_s / theta
    j = np.arange(len(waiting))
    at_once = float(busy.sum())
    in_target = at_once + float((waiting * _served(c, j, np.exp(-theta * max(0.0, target_s)))).sum())
    x = np.exp(-theta * short_s)
    stays = _served(c, j, x) + x * betainc(c, j + 1.0, x)
    queue = float((waiting * j).sum())
    abandons = theta * queue / demand.calls_per_s
    return Service(
        waits=float(waiting.sum()),
        abandons=abandons,
        answered_in_target=in_target,
        abandons_short=max(0.0, float((waiting * (1 - stays)).sum())) if short_s > 0 else 0.0,
        mean_wait_s=queue / demand.calls_per_s,
        occupancy=demand.erlangs * (1 - abandons) / agents,
    )


def agents_needed(demand: Demand, level: float, target_s: float, short_s: float = 0.0) -> int:
    """The fewest agents with at least that level, from 0 to below 1; none where nobody calls.

    Raises ValueError for a level that no number of agents reaches.
    """
    if not 0 <= level < 1:
        raise ValueError("the level must be from 0 to below 1")
    if demand.calls_per_s <= 0:
        return 0
    enough = 1
    while service(demand, enough, target_s, short_s).level < level:
        enough *= 2
    few = enough // 2
    while enough - few > 1:
        middle = (few + enough) // 2
        if service(demand, middle, target_s, short_s).level < level:
            few = middle
        else:
            enough = middle
    return enough


def _states(demand: Demand, agents: int) -> tuple[np.ndarray, np.ndarray]:
    """How likely 0 to n-1 agents are busy; how likely all are, with 0, 1, 2 ... who wait."""
    per_agent = np.log(demand.erlangs) - np.log(np.arange(1, agents + 1))
    logs = np.concatenate([[0.0], np.cumsum(per_agent)])
    ratio = demand.erlangs / agents
    per_waiting = demand.handling_s / demand.patience_s / agents
    # The likelihood falls for good where lambda is below n*mu + j*theta; then by more with each step.
    peak = max(0.0, (ratio - 1) / per_waiting)
    most = int(min(MOST_WAITING, 4 * peak + 40 * np.sqrt(1 / per_waiting) + 200))
    j = np.arange(1, most + 1)
    tail = logs[-1] + np.concatenate([[0.0], np.cumsum(np.log(ratio) - np.log1p(j * per_waiting))])
    top = max(logs.max(), tail.max())
    busy, waiting = np.exp(logs[:-1] - top), np.exp(tail - top)
    likely = np.flatnonzero(waiting > NEGLIGIBLE)
    waiting = waiting[: int(likely[-1]) + 1 if len(likely) else 1]
    total = busy.sum() + waiting.sum()
    return busy / total, waiting / total


def _served(c: float, j: np.ndarray, x: float) -> np.ndarray:
    """How likely a caller who finds j waiting is served before e^(-theta t) falls to x: E[B; B >= x]."""
    served: np.ndarray = c / (c + j + 1) * (1 - betainc(c + 1, j + 1.0, x))
    return served
