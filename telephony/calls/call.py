"""One call in Asterisk: the caller's channel, the dialogue's media, the agent's leg, the taps.

The verbs here are steps of a call's life; the order is the owner's (see `hotline.calls.call.session`). Each
verb leaves Asterisk in a defined state, and `release` takes down whatever is left, in any state.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from contracts import Leg
from telephony.ari.client import Ari, AriError
from telephony.calls import names
from telephony.calls.media import MediaServer, MediaSocket
from telephony.calls.place import Place, note
from telephony.calls.reception import Arrived

log = logging.getLogger(__name__)

STASIS_TIMEOUT_S = 2.5
"""Set-up takes some 5 ms; a caller without media must not wait in silence for longer than this."""
TAP_ATTEMPTS = 3
TAP_PAUSE_S = 0.2
SNOOP_GONE_S = 0.1
"""A channel's translator goes with its last snoop, when the next frames come: a few of them, to be sure."""
CONFLICT = 409
MUSIC_CLASS = "hotline"
HUMAN_CONTEXT = "human"
"""Dialplan context that needs no application: a plain Queue() of all agents."""

Arrivals = Callable[[str], "asyncio.Future[None]"]
"""Registers interest in a channel's StasisStart; the future is done when the channel has entered."""


class Call:
    """The caller's channel `id` and everything built around it. `rate` is the voice's rate in Hz."""

    def __init__(self, ari: Ari, media: MediaServer, arrivals: Arrivals, channel: str, rate: int) -> None:
        self.id = channel
        self.rate = rate
        self.media: MediaSocket | None = None
        self.agent_channel: str | None = None
        self.taps: dict[Leg, MediaSocket] = {}
        self._ari = ari
        self._server = media
        self._arrivals = arrivals
        self._attempts = 0
        self._openings = 0
        self._announcement: str | None = None

    async def open_media(self) -> MediaSocket:
        """Puts the caller and the dialogue's media channel into the call's bridge."""
        bridge = await self._bridge()
        self._openings += 1
        channel = names.media(self.id, self._openings)
        self.media = await self._external_media(channel)
        await self._ari.post(f"/bridges/{bridge}/addChannel", channel=f"{self.id},{channel}")
        return self.media

    async def hear_anew(self) -> None:
        """Makes the way from the caller to the dialogue's media channel anew; what is being said goes on."""
        await self._leave_bridge()
        await self._ari.post(f"/bridges/{names.bridge(self.id)}/addChannel", channel=self.id)

    async def arrived(self, leg: Leg) -> Arrived:
        """What Asterisk has received of a leg's voice. Raises AriError."""
        channel = self.id if leg == "caller" else self.agent_channel
        found = await self._ari.get(f"/channels/{channel}/rtp_statistics")
        return Arrived(found["remote_ssrc"], found["rxcount"], found["rxploss"])

    async def close_media(self) -> None:
        """Ends the dialogue's media channel, even one that was never opened fully; the caller stays."""
        media, self.media = self.media, None
        if media is not None:
            await media.close()
        if self._openings:
            channel = names.media(self.id, self._openings)
            self._server.forget(channel)
            await self._ari.discard(f"/channels/{channel}")

    async def start_music(self) -> None:
        """Music played by Asterisk itself: it goes on when this process dies."""
        await self._leave_bridge()
        await self._ari.post(f"/channels/{self.id}/moh", mohClass=MUSIC_CLASS)

    async def announce(self, sound: str, playback: str) -> None:
        """Plays a sound file over the music; start the music again when PlaybackFinished comes."""
        self._announcement = playback
        await self._ari.post(f"/channels/{self.id}/play", media=f"sound:{sound}", playbackId=playback)

    async def ring(
        self, agent: str, phone: str, ring_s: float, caller: str, own: Callable[[str], None]
    ) -> str:
        """Rings the agent's phone; returns the channel id. The leg enters Stasis when it answers.

        `own` is told the id before the leg exists, so that no event of it is missed. Raises AriError.
        """
        self._attempts += 1
        channel = names.agent_leg(self.id, agent, self._attempts)
        own(channel)
        self.agent_channel = channel
        try:
            await self._ari.make(
                "/channels",
                endpoint=f"PJSIP/{phone}",
                app=self._ari.app,
                appArgs="agent",
                channelId=channel,
                callerId=caller,
                originator=self.id,
                timeout=math.ceil(ring_s),
            )
        except AriError:
            # An answer that came too late may hide a phone that rings: nobody would talk to that agent.
            await self.stop_ringing()
            raise
        return channel

    async def stop_ringing(self) -> None:
        if self.agent_channel is not None:
            channel, self.agent_channel = self.agent_channel, None
            await self._ari.discard(f"/channels/{channel}")

    async def connect(self) -> None:
        """Bridges caller and agent natively: from here Asterisk alone carries the conversation."""
        assert self.agent_channel is not None, "connect() follows ring()"
        if self._announcement is not None:
            # A bridge is entered only when what is being played has ended.
            await self._ari.discard(f"/playbacks/{self._announcement}")
        await self._ari.discard(f"/channels/{self.id}/moh")
        bridge = await self._bridge()
        await self._ari.post(f"/bridges/{bridge}/addChannel", channel=f"{self.id},{self.agent_channel}")

    async def tap(self, leg: Leg) -> MediaSocket:
        """A receive-only copy of one leg's voice. Raises AriError after three attempts."""
        for attempt in range(1, TAP_ATTEMPTS + 1):
            try:
                return await self._tap(leg)
            except (AriError, TimeoutError) as error:
                await self._untap(leg)
                if attempt == TAP_ATTEMPTS:
                    raise AriError(0, f"no tap on the {leg} of {self.id}: {error}") from error
                log.warning("tap on the %s of %s failed, trying again: %s", leg, self.id, error)
                # The names are used again: let Asterisk forget the channels that bore them.
                await asyncio.sleep(TAP_PAUSE_S * attempt)
        raise AssertionError("unreachable")

    async def tap_anew(self, leg: Leg) -> None:
        """Makes the way from a leg to its tap anew; the media channel stays. Raises AriError."""
        await self._ari.discard(f"/channels/{names.snoop(self.id, leg)}")
        await asyncio.sleep(SNOOP_GONE_S)
        async with self._snooping(leg) as snoop:
            bridge = names.tap_bridge(self.id, leg)
            await self._ari.post(f"/bridges/{bridge}/addChannel", channel=snoop)

    async def adopt(self, agent_channel: str) -> None:
        """Takes over a conversation that went on while no application was there."""
        self.agent_channel = agent_channel
        for source in (f"channel:{self.id}", f"channel:{agent_channel}", f"bridge:{names.bridge(self.id)}"):
            await self._ari.post(f"/applications/{self._ari.app}/subscription", eventSource=source)
        legs: tuple[Leg, ...] = ("caller", "agent")
        for leg in legs:
            await self._untap(leg)

    async def note_place(self, place: Place) -> None:
        """Where the caller waits, for whoever comes after us. Raises AriError."""
        await note(self._ari, self.id, place)

    async def watch(self) -> None:
        """Events of a caller who waited for a service before us. Raises AriError."""
        self._attempts = int(time.time())  # no leg has a name that the service before us gave to one
        await self._ari.post(f"/applications/{self._ari.app}/subscription", eventSource=f"channel:{self.id}")

    async def to_human(self) -> None:
        """Gives the caller to the dialplan's own queue: the way out when nothing of ours works."""
        await self._ari.post(
            f"/channels/{self.id}/continue", context=HUMAN_CONTEXT, extension="s", priority=1
        )

    async def release(self, *, caller: bool = True) -> None:
        """Takes down everything of this call; `caller=False` leaves the caller's own channel up."""
        jobs: list[Coroutine[Any, Any, None]] = [self.close_media(), self.stop_ringing()]
        legs: tuple[Leg, ...] = ("caller", "agent")
        jobs += [self._untap(leg) for leg in legs]
        if caller:
            jobs.append(self._ari.discard(f"/channels/{self.id}"))
        await asyncio.gather(*jobs)
        await self._ari.discard(f"/bridges/{names.bridge(self.id)}")

    async def leave_running(self) -> None:
        """Ordered shutdown: our media ends, the conversation in Asterisk goes on."""
        legs: tuple[Leg, ...] = ("caller", "agent")
        await asyncio.gather(*(self._untap(leg) for leg in legs))

    async def _bridge(self) -> str:
        """The call's bridge, made unless it is there (409). Raises AriError."""
        bridge = names.bridge(self.id)
        try:
            await self._ari.make(f"/bridges/{bridge}", type="mixing", name=bridge)
        except AriError as error:
            if error.status != CONFLICT:
                raise
        return bridge

    async def _leave_bridge(self) -> None:
        with contextlib.suppress(AriError):
            await self._ari.post(f"/bridges/{names.bridge(self.id)}/removeChannel", channel=self.id)

    async def _tap(self, leg: Leg) -> MediaSocket:
        tap, bridge = names.tap_media(self.id, leg), names.tap_bridge(self.id, leg)
        async with self._snooping(leg) as snoop:
            await self._ari.make(f"/bridges/{bridge}", type="mixing", name=bridge)
            self.taps[leg] = await self._external_media(tap)
            await self._ari.post(f"/bridges/{bridge}/addChannel", channel=f"{snoop},{tap}")
        return self.taps[leg]

    @asynccontextmanager
    async def _snooping(self, leg: Leg) -> AsyncIterator[str]:
        """A new copy of the leg's voice, that may be bridged. Raises AriError or TimeoutError."""
        snoop = names.snoop(self.id, leg)
        channel = self.id if leg == "caller" else self.agent_channel
        assert channel is not None, "tap() follows connect()"
        arrived = self._arrivals(snoop)
        try:
            await self._ari.make(f"/channels/{channel}/snoop/{snoop}", spy="in", app=self._ari.app)
            await asyncio.wait_for(arrived, STASIS_TIMEOUT_S)
            yield snoop
        finally:
            arrived.cancel()

    async def _untap(self, leg: Leg) -> None:
        media = self.taps.pop(leg, None)
        if media is not None:
            await media.close()
        self._server.forget(names.tap_media(self.id, leg))
        await asyncio.gather(
            self._ari.discard(f"/channels/{names.snoop(self.id, leg)}"),
            self._ari.discard(f"/channels/{names.tap_media(self.id, leg)}"),
            self._ari.discard(f"/bridges/{names.tap_bridge(self.id, leg)}"),
        )

    async def _external_media(self, channel: str) -> MediaSocket:
        """A media channel that may be bridged: it has entered Stasis and its socket is open."""
        socket = self._server.expect(channel, self.rate)
        arrived = self._arrivals(channel)
        try:
            await self._ari.make(
                "/channels/externalMedia",
                app=self._ari.app,
                channelId=channel,
                external_host="hotline_media",
                transport="websocket",
                encapsulation="none",
                connection_type="client",
                format="slin" if self.rate == 8000 else "slin16",
                transport_data=f"v(channel={channel})",
            )
            async with asyncio.timeout(STASIS_TIMEOUT_S):
                await arrived
                await socket.ready.wait()
        finally:
            arrived.cancel()
        return socket
