"""A supervisor hears what the agent hears and says, and may be heard by the agent alone."""

from __future__ import annotations

from telephony.ari.client import Ari
from telephony.calls import names
from telephony.calls.copies.snoop import snoop
from telephony.calls.media.channel import Arrivals


class Monitor:
    """Of one call: a snoop on the agent's leg, bridged with the supervisor's. What is whispered goes to the
    agent's telephone and into no bridge, so nobody else can hear it."""

    def __init__(self, ari: Ari, arrivals: Arrivals, call: str) -> None:
        self._ari = ari
        self._arrivals = arrivals
        self._snoop = names.monitor(call)
        self._bridge = names.monitor_bridge(call)

    async def attach(self, agent: str, supervisor: str) -> None:
        """From now on the supervisor's channel hears the agent's. Raises AriError or TimeoutError."""
        await snoop(self._ari, self._arrivals, self._snoop, agent, spy="both", whisper="out")
        await self._ari.make(f"/bridges/{self._bridge}", type="mixing", name=self._bridge)
        await self._ari.post(f"/bridges/{self._bridge}/addChannel", channel=f"{self._snoop},{supervisor}")

    async def detach(self) -> None:
        """The supervisor hears nothing any more; their channel stays."""
        await self._ari.discard(f"/channels/{self._snoop}")
        await self._ari.discard(f"/bridges/{self._bridge}")
