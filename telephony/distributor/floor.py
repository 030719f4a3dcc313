"""The floor: agents at their phones and callers in the queues, around the pure distributor."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contracts import AgentChanged, AgentPhase, Event, Fault, QueueChanged
from telephony.distributor.acd import Distributor, Offer

log = logging.getLogger(__name__)

MISSED_REST_S = 5.0
MISSES = 2
"""A phone that does not answer so often in a row is set aside."""
REACHABLE = ("NOT_INUSE", "INUSE", "RINGING", "BUSY", "ONHOLD", "RINGINUSE")
"""Device states of a phone that is registered."""


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent, the SIP account of the agent's phone, and the queues served ("*" is all)."""

    agent: str
    phone: str
    queues: tuple[str, ...]


class Floor:
    """All queues and agents of this node. Runs on the event loop; nothing here blocks or awaits."""

    def __init__(
        self,
        seats: Iterable[Seat],
        queues: Iterable[str],
        publish: Callable[[Event], None],
        wrap_up_s: float,
    ) -> None:
        seats = tuple(seats)
        self._acd = Distributor((seat.agent, seat.queues) for seat in seats)
        self._phones = {seat.agent: seat.phone for seat in seats}
        self._agents = {f"PJSIP/{seat.phone}": seat.agent for seat in seats}
        self._queues = tuple(queues)
        self._known = set(self._queues)
        self._publish = publish
        self._wrap_up_s = wrap_up_s
        self._takers: dict[str, Callable[[str], None]] = {}
        self._shown: dict[str, tuple[object, ...]] = {}
        self._misses: Counter[str] = Counter()
        self._aside: set[str] = set()

    @property
    def agents(self) -> list[str]:
        """Ids of all who take calls."""
        return list(self._phones)

    @property
    def phones(self) -> list[str]:
        """SIP accounts of all agents."""
        return list(self._phones.values())

    def phone(self, agent: str) -> str:
        return self._phones[agent]

    def phase(self, agent: str) -> AgentPhase:
        """What the agent does now. Raises KeyError for an unknown agent."""
        return self._acd.agents[agent].phase

    def set_queues(self, queues: Iterable[str]) -> None:
        """The queues of a new configuration. Calls guided by an older one may still enter its queues."""
        self._queues = tuple(queues)
        self._known |= set(self._queues)
        self._after([])

    def enqueue(self, call: str, queue: str, priority: int, on_offer: Callable[[str], None]) -> int:
        """Puts a caller into a queue; `on_offer(agent)` says whom to ring. Returns the place."""
        if queue not in self._known:
            raise KeyError(f"no queue {queue!r} in config.yaml")
        self._takers[call] = on_offer
        offers = self._acd.enqueue(call, queue, priority, self._now())
        position = max(1, self._acd.position(call))
        self._after(offers)
        return position

    def leave(self, call: str) -> None:
        self._takers.pop(call, None)
        self._after(self._acd.leave(call))

    def position(self, call: str) -> int:
        return self._acd.position(call)

    def staffed(self, queue: str) -> bool:
        """Whether anybody at work serves the queue, busy or not."""
        return self._acd.staffed(queue)

    def answered(self, call: str, agent: str) -> None:
        """A conversation has begun, or is adopted: its agent may have left config.yaml meanwhile."""
        self._takers.pop(call, None)
        if agent in self._phones:
            self._misses.pop(agent, None)
            self._acd.answered(call, agent, self._now())
        self._after([])

    def missed(self, call: str, agent: str, *, rang: bool = True) -> None:
        """The phone did not answer; the agent gets the next chance after five seconds, but not a third:
        then they are set aside until they say that they take calls.

        `rang`: false when the phone could not even be rung, which is not the agent's fault.
        """
        self._after(self._acd.missed(call, agent, self._now()))
        self._misses[agent] += rang
        if self._misses[agent] >= MISSES and agent not in self._aside:
            self._set_aside(agent)
        self._rest(agent, MISSED_REST_S)

    def finished(self, agent: str) -> None:
        """The conversation is over: wrap-up. An agent who is not in config.yaml any more just goes."""
        if agent not in self._phones:
            return
        self._acd.finished(agent, self._now())
        self._after([])
        self._rest(agent, self._wrap_up_s)

    def pause(self, agent: str, paused: bool) -> None:
        """The agent's own wish from the desk. Raises KeyError for an unknown agent."""
        self._misses.pop(agent, None)
        self._aside.discard(agent)
        self._after(self._acd.pause(agent, paused, self._now()))

    def device(self, device: str, state: str) -> None:
        """A phone's device state changed; `device` is PJSIP/<phone>."""
        agent = self._agents.get(device)
        if agent is None:
            return
        own = self._acd.agents[agent].phase in ("ringing", "talking")
        busy = state not in ("NOT_INUSE",) and not own
        self._after(self._acd.register(agent, state in REACHABLE and not busy, self._now()))

    def _set_aside(self, agent: str) -> None:
        self._aside.add(agent)
        self._after(self._acd.pause(agent, True, self._now()))
        self._publish(
            Fault(
                part="phone",
                message=f"{agent}: 话机连续两次无人接听 / the phone was not answered twice in a row",
                done="已示忙，直到坐席自己示闲 / paused until the agent is available again",
            )
        )

    def _rest(self, agent: str, seconds: float) -> None:
        since = self._acd.agents[agent].since

        def over() -> None:
            if self._acd.agents[agent].since == since:
                self._after(self._acd.rested(agent, self._now()))

        asyncio.get_running_loop().call_later(seconds, over)

    def _after(self, offers: list[Offer]) -> None:
        for offer in offers:
            taker = self._takers.get(offer.call)
            if taker is not None:
                taker(offer.agent)
        self._show()

    def _show(self) -> None:
        """Publishes what changed since the last time, and only that."""
        for agent in self._acd.agents.values():
            aside = agent.id in self._aside
            state: tuple[object, ...] = (agent.phase, agent.call, agent.paused, aside)
            if self._shown.get(f"a:{agent.id}") != state:
                self._shown[f"a:{agent.id}"] = state
                self._publish(
                    AgentChanged(
                        agent=agent.id,
                        phase=agent.phase,
                        call=agent.call,
                        paused=agent.paused,
                        set_aside=aside,
                    )
                )
        now = self._now()
        for queue in (*self._queues, *sorted(self._known - set(self._queues))):
            waiting = self._acd.waiting_in(queue)
            if not waiting and queue not in self._queues and self._shown.get(f"q:{queue}", (0,))[0] == 0:
                continue  # gone, and nobody waits in it any more
            state = (len(waiting), self._acd.available_for(queue))
            if self._shown.get(f"q:{queue}") != state:
                self._shown[f"q:{queue}"] = state
                longest = max((now - w.since for w in waiting), default=0.0)
                self._publish(
                    QueueChanged(
                        queue=queue,
                        waiting=len(waiting),
                        longest_wait_s=round(longest, 1),
                        agents_available=self._acd.available_for(queue),
                    )
                )

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
