"""The agent hears what a telephone that is rung says before it is answered: an announcement of an office."""

from __future__ import annotations

from telephony.ari.client import Ari
from telephony.calls import names
from telephony.calls.copies.snoop import snoop
from telephony.calls.media.channel import Arrivals


class EarlyMedia:
    """Of one call: a snoop on the leg that is rung, in the call's bridge. A channel that was not answered can
    be in no bridge itself."""

    def __init__(self, ari: Ari, arrivals: Arrivals, call: str) -> None:
        self._ari = ari
        self._arrivals = arrivals
        self._snoop = names.early(call)
        self._bridge = names.bridge(call)

    async def attach(self, channel: str) -> None:
        """Whoever is in the call's bridge hears that channel. Raises AriError or TimeoutError."""
        await snoop(self._ari, self._arrivals, self._snoop, channel)
        await self._ari.post(f"/bridges/{self._bridge}/addChannel", channel=self._snoop)

    async def detach(self) -> None:
        """Nobody does any more."""
        await self._ari.discard(f"/channels/{self._snoop}")
