"""Receive-only copies of the voices of one call, one a leg."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from contracts.events.base import Leg
from telephony.ari.client import Ari, AriError
from telephony.calls import names
from telephony.calls.copies.snoop import GONE, CopiesLost, Copy, made_anew, snoop
from telephony.calls.media.channel import Arrivals, media_channel
from telephony.calls.media.server import MediaServer
from telephony.calls.media.socket import MediaSocket

log = logging.getLogger(__name__)

ATTEMPTS = 3
STAND_IN_HZ = 8000
PAUSE_S = 0.2


class Taps:
    """Of the call `call`, each with a snoop, a media channel and a bridge of its own."""

    def __init__(self, ari: Ari, server: MediaServer, arrivals: Arrivals, call: str, rate: int) -> None:
        """`rate` of the voice in Hz."""
        self.open: dict[Leg, MediaSocket] = {}
        self._ari = ari
        self._server = server
        self._arrivals = arrivals
        self._call = call
        self._rate = rate
        self._renewing = asyncio.Lock()
        self._stand_ins = 0
        self._names: dict[Leg, Leg] = {}
        """Leg -> what its tap is named after, where that is another."""

    async def make(self, leg: Leg, channel: str) -> MediaSocket:
        """A copy of the channel's voice. Raises AriError after three attempts."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._make(leg, channel)
            except (AriError, TimeoutError) as error:
                await self.close(leg)
                if attempt == ATTEMPTS:
                    raise AriError(0, f"no tap on the {leg} of {self._call}: {error}") from error
                log.warning("tap on the %s of %s failed, trying again: %s", leg, self._call, error)
                # The names are used again: let Asterisk forget the channels that bore them.
                await asyncio.sleep(PAUSE_S * attempt)
        raise AssertionError("unreachable")

    async def make_anew(self, leg: Leg, channel: str, beside: Sequence[Copy] = ()) -> None:
        """Makes the way from a leg to its tap anew; the media channel stays. `beside`: all other copies of
        the channel, which are recorded. Raises CopiesLost where these are gone; AriError or
        TimeoutError where they are as they were."""
        async with self._renewing, AsyncExitStack() as stack:
            name = self._name(leg)
            tap = Copy(names.snoop(self._call, name), names.tap_bridge(self._call, name))
            own = [tap] if leg in self.open else []
            for copy in beside:
                await self._cover(copy, stack)
            try:
                await made_anew(self._ari, self._arrivals, channel, [*own, *beside])
            except (AriError, TimeoutError) as error:
                log.warning("copies of the %s of %s were not made anew: %r", leg, self._call, error)
                is_there = await self._once_more(leg, channel, own)
                if beside:
                    raise CopiesLost(error) from error
                if not is_there:
                    raise

    async def _once_more(self, leg: Leg, channel: str, own: Sequence[Copy]) -> bool:
        """The tap alone. Where there is none then, its socket closes: whoever listens makes another."""
        try:
            await made_anew(self._ari, self._arrivals, channel, own)
        except (AriError, TimeoutError) as error:
            log.warning("no tap on the %s of %s any more: %r", leg, self._call, error)
            over = isinstance(error, AriError) and error.status == GONE  # the leg, and so is this
            if not over and (media := self.open.get(leg)) is not None:
                await media.close()
            return False
        return True

    async def _cover(self, copy: Copy, stack: AsyncExitStack) -> None:
        try:
            await stack.enter_async_context(self._stand_in(copy))
        except (AriError, TimeoutError) as error:
            log.warning("nobody stands in for %s, trying again: %r", copy.name, error)
            await stack.enter_async_context(self._stand_in(copy))

    @asynccontextmanager
    async def _stand_in(self, copy: Copy) -> AsyncIterator[None]:
        """Somebody silent is in its bridge: Asterisk's recorder goes when nobody else is left there."""
        self._stand_ins += 1
        name = names.stand_in(copy.name, self._stand_ins)
        try:
            media = await media_channel(self._ari, self._server, self._arrivals, name, STAND_IN_HZ)
            await self._ari.post(f"/bridges/{copy.bridge}/addChannel", channel=name)
            yield
            await media.close()
        finally:
            self._server.forget(name)
            await self._ari.discard(f"/channels/{name}")

    def hand_on(self, leg: Leg, to: Leg) -> None:
        """The voice counts as that of another leg from now on; that one has no tap any more."""
        self._names[leg], self._names[to] = self._name(to), self._name(leg)
        if leg in self.open:
            self.open[to] = self.open.pop(leg)

    async def close(self, leg: Leg) -> None:
        """Takes the tap down, even one that was never made fully."""
        media = self.open.pop(leg, None)
        if media is not None:
            await media.close()
        name = self._name(leg)
        self._server.forget(names.tap_media(self._call, name))
        await asyncio.gather(
            self._ari.discard(f"/channels/{names.snoop(self._call, name)}"),
            self._ari.discard(f"/channels/{names.tap_media(self._call, name)}"),
            self._ari.discard(f"/bridges/{names.tap_bridge(self._call, name)}"),
        )

    def _name(self, leg: Leg) -> Leg:
        return self._names.get(leg, leg)

    async def _make(self, leg: Leg, channel: str) -> MediaSocket:
        name = self._name(leg)
        copy, tap = names.snoop(self._call, name), names.tap_media(self._call, name)
        bridge = names.tap_bridge(self._call, name)
        await snoop(self._ari, self._arrivals, copy, channel)
        await self._ari.make(f"/bridges/{bridge}", type="mixing", name=bridge)
        self.open[leg] = await media_channel(self._ari, self._server, self._arrivals, tap, self._rate)
        await self._ari.post(f"/bridges/{bridge}/addChannel", channel=f"{copy},{tap}")
        return self.open[leg]
