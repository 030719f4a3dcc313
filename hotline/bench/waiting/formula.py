"""The only published formula for several queues, to be compared with: Genesys engage's expected wait."""

from __future__ import annotations

from collections import defaultdict

from telephony.distributor.people.state import Agent, Caller
from telephony.distributor.reducer.world import HANDLING_S, World


class Engage:
    """EWT = AHT * CIQU / (AA * EP): handling time, those in the queue up to the caller less ready agents,
    agents at work, and the share of their time that they spend on this queue."""

    def __init__(self) -> None:
        self._handled_s: defaultdict[str, float] = defaultdict(float)
        self._calls: defaultdict[str, int] = defaultdict(int)
        self._spent_s: defaultdict[tuple[str, str], float] = defaultdict(float)

    def handled(self, agent: str, queue: str, seconds: float) -> None:
        """Talk and wrap-up of a call."""
        self._handled_s[queue] += seconds
        self._calls[queue] += 1
        self._spent_s[agent, queue] += seconds

    def expected_s(self, world: World, caller: Caller) -> float:
        """From now; infinite where nobody is at work."""
        queue = caller.queue
        serving = [a for a in world.agents.values() if a.plan.serves(queue) and a.phase != "offline"]
        if not serving:
            return float("inf")
        place = world.queued(queue).index(caller) + 1
        ahead = max(0, place - world.ready_count(queue))
        mean = self._handled_s[queue] / self._calls[queue] if self._calls[queue] else HANDLING_S
        time = sum(self._share(world, agent, queue) for agent in serving)
        return mean * ahead / time if time > 0 else float("inf")

    def _share(self, world: World, agent: Agent, queue: str) -> float:
        spent = sum(self._spent_s[agent.id, one] for one in world.plan.queues)
        if spent > 0:
            return self._spent_s[agent.id, queue] / spent
        return 1 / sum(agent.plan.serves(one) for one in world.plan.queues)
