"""The net under the service: Asterisk's plain queue knows who takes no calls, also when we are gone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping

from agent_assist.settings import AgentSettings
from contracts import AgentChanged, Event
from telephony.ari.client import Ari, AriError, part

log = logging.getLogger(__name__)

RETRY_S = 5.0
PAUSED, NOT_PAUSED = "BUSY", "UNAVAILABLE"
"""A hint is the strongest state of its devices: busy is stronger than any of a phone that could be rung,
unavailable is weaker. Deleting the state would not reach the hint."""


class Net:
    """Tells Asterisk of each agent's pause, as a device state that outlives us and Asterisk.

    A member of the plain queue is as free as its hint, which joins the phone's state with this one
    (`queues.conf`, `extensions.conf`).
    """

    def __init__(self, ari: Ari, phones: Mapping[str, str]) -> None:
        """`phones`: SIP account by agent."""
        self._ari = ari
        self._phones = dict(phones)
        self._paused: dict[str, bool] = {}
        self._told: dict[str, bool] = {}
        self._wake = asyncio.Event()

    def staff(self, people: Iterable[AgentSettings]) -> None:
        """Others work here from now on."""
        self._phones = {one.id: one.extension for one in people if one.takes_calls}

    def take(self, event: Event) -> None:
        """Hears of every event of the bus."""
        if isinstance(event, AgentChanged) and event.agent in self._phones:
            self._paused[event.agent] = event.paused
            self._wake.set()

    async def run(self) -> None:
        """For ever. Asterisk may be away meanwhile."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            for agent, paused in list(self._paused.items()):
                if self._told.get(agent) == paused:
                    continue
                try:
                    if agent not in self._phones:
                        continue
                    device = part(f"Stasis:paused-{self._phones[agent]}")
                    state = PAUSED if paused else NOT_PAUSED
                    await self._ari.request("PUT", f"/deviceStates/{device}", deviceState=state)
                except AriError as error:
                    log.info("the plain queue does not know yet whether %s takes calls: %s", agent, error)
                    self._wake.set()
                    await asyncio.sleep(RETRY_S)
                    break
                self._told[agent] = paused
