"""When those who hung up would have been answered had they stayed.

Until then everything would have gone as it did, but for them; so their turn is when an agent who may take
them is offered somebody behind them, or has nobody to take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from telephony.distributor.matching.requirements import misfit
from telephony.distributor.people.state import Caller
from telephony.distributor.reducer.commands import Changed, Command, Offer
from telephony.distributor.reducer.world import World


class Stayers:
    """Those who hung up and whose turn has not come."""

    def __init__(self) -> None:
        self._left: dict[str, Caller] = {}

    def left(self, caller: Caller) -> None:
        """They hung up while they waited."""
        self._left[caller.call] = caller

    def turn(self, world: World, commands: Iterable[Command]) -> Iterator[str]:
        """Calls of those whose turn would have come with what the machine has just said."""
        if not self._left:
            return
        ready = False
        for command in commands:
            if isinstance(command, Changed):
                there = (world.agents.get(name) for name in command.agents)
                ready |= any(agent is not None and agent.ready for agent in there)
            if not isinstance(command, Offer):
                continue
            agent = world.agents[command.lease.agent]
            behind = command.record.caller.place
            able = [c for c in self._left.values() if c.place < behind and misfit(agent, c) is None]
            if able:
                first = min(able, key=lambda c: c.place)
                del self._left[first.call]
                yield first.call
        for caller in list(self._left.values()) if ready else ():
            if any(misfit(a, caller) is None for a in world.ready_for(caller.queue, caller.emergency)):
                del self._left[caller.call]
                yield caller.call
