"""One call in Asterisk: the caller's channel, the dialogue's media, the agent's leg, the taps.

The verbs here are steps of a call's life; the order is the owner's (see `hotline.calls.call.session`). Each
verb leaves Asterisk in a defined state, and `release` takes down whatever is left, in any state.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Callable, Collection, Coroutine, Sequence
from typing import Any

from contracts.events.base import Leg
from telephony.ari.client import Ari, AriError
from telephony.calls import names
from telephony.calls.accounts import ANSWER_AT_ONCE, account_of
from telephony.calls.aloud import Aloud
from telephony.calls.copies.early import EarlyMedia
from telephony.calls.copies.monitor import Monitor
from telephony.calls.copies.recorder import Recorder
from telephony.calls.copies.taps import Taps
from telephony.calls.media.channel import Arrivals, media_channel
from telephony.calls.media.reception import Arrived
from telephony.calls.media.server import MediaServer
from telephony.calls.media.socket import MediaSocket
from telephony.calls.place import Place, note
from telephony.calls.ways import Ways

LEGS: tuple[Leg, ...] = ("caller", "agent", "consulted", "supervisor")
CONFLICT = 409
NO_SUCH_SOURCE = 422
"""Of a subscription: the channel or bridge is not there any more."""
MUSIC_CLASS = "hotline"


class Call:
    """The caller's channel `id` and everything built around it. `rate` is the voice's rate in Hz."""

    def __init__(self, ari: Ari, media: MediaServer, arrivals: Arrivals, channel: str, rate: int) -> None:
        self.id = channel
        self.rate = rate
        self.media: MediaSocket | None = None
        self.there = True
        """False: the caller's channel does not exist yet, since they are to be called."""
        self.phones: dict[Leg, str] = {}
        self.legs: dict[Leg, str] = {"caller": channel}
        """Channels of those who take part, or are rung; `phones`: at which SIP accounts."""
        self._taps = Taps(ari, media, arrivals, channel, rate)
        self.monitor = Monitor(ari, arrivals, channel)
        self.early = EarlyMedia(ari, arrivals, channel)
        self.recorder = Recorder(ari, arrivals, channel)
        self.aloud = Aloud(ari, channel)
        self.ways = Ways(ari, channel)
        self._ari = ari
        self._server = media
        self._arrivals = arrivals
        self._attempts = 0
        self._openings = 0
        self._announcement: str | None = None

    @property
    def agent_channel(self) -> str | None:
        """Of the agent who leads the call, or is rung for it."""
        return self.legs.get("agent")

    @property
    def taps(self) -> dict[Leg, MediaSocket]:
        """Those that are open."""
        return self._taps.open

    async def open_media(self) -> MediaSocket:
        """Puts the caller and the dialogue's media channel into the call's bridge."""
        bridge = await self._bridge()
        self._openings += 1
        channel = names.media(self.id, self._openings)
        self.media = await media_channel(self._ari, self._server, self._arrivals, channel, self.rate)
        await self._ari.post(f"/bridges/{bridge}/addChannel", channel=f"{self.id},{channel}")
        return self.media

    async def hear_anew(self) -> None:
        """Makes the way from the caller to the dialogue's media channel anew; what is being said goes on."""
        await self._leave_bridge(self.id)
        await self._ari.post(f"/bridges/{names.bridge(self.id)}/addChannel", channel=self.id)

    async def arrived(self, leg: Leg) -> Arrived:
        """What Asterisk has received of a leg's voice. Raises AriError."""
        found = await self._ari.get(f"/channels/{self._channel(leg)}/rtp_statistics")
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
        await self._leave_bridge(self.id)
        await self._ari.post(f"/channels/{self.id}/moh", mohClass=MUSIC_CLASS)

    async def stop_music(self) -> None:
        """Before the dialogue's media is opened again."""
        await self._ari.discard(f"/channels/{self.id}/moh")

    async def announce(self, sounds: Sequence[str], playback: str) -> None:
        """Plays sound files over the music, one after another; start the music again when PlaybackFinished
        comes."""
        self._announcement = playback
        media = ",".join(f"sound:{sound}" for sound in sounds)
        await self._ari.post(f"/channels/{self.id}/play", media=media, playbackId=playback)

    async def ring(
        self,
        agent: str,
        phone: str,
        ring_s: float,
        caller: str,
        own: Callable[[str], None],
        leg: Leg = "agent",
        *,
        answers: bool = False,
    ) -> str:
        """Rings a phone for that leg; returns the channel id. It enters Stasis when it is answered. `own` is
        told the id before the leg exists, so that no event of it is missed; `answers`: the phone is asked to
        answer by itself. Raises AriError."""
        channel = self.new_leg(agent, leg)
        self.phones[leg] = phone
        own(channel)
        try:
            await self._ari.make(
                "/channels",
                endpoint=f"PJSIP/{phone}",
                app=self._ari.app,
                appArgs="agent",
                channelId=channel,
                callerId=caller,
                originator=self.id if self.there else None,
                timeout=math.ceil(ring_s),
                **({"body": {"variables": ANSWER_AT_ONCE}} if answers else {}),
            )
        except AriError:
            # An answer that came too late may hide a phone that rings: nobody would talk to that agent.
            await self.stop_ringing(leg)
            raise
        return channel

    def new_leg(self, agent: str, leg: Leg) -> str:
        """The channel id of somebody who is to be rung for that leg."""
        self._attempts += 1
        self.legs[leg] = names.agent_leg(self.id, agent, self._attempts)
        return self.legs[leg]

    async def stop_ringing(self, leg: Leg = "agent") -> None:
        """Takes that leg down, rung or answered."""
        channel = self.legs.pop(leg, None)
        if channel is not None:
            await self._ari.discard(f"/channels/{channel}")

    async def part(self) -> None:
        """Takes all legs but the caller's down, and the taps; the caller stays where they are."""
        others = [leg for leg in self.legs if leg != "caller"]
        taps = [self._taps.close(leg) for leg in self._tapped()]
        await asyncio.gather(*(self.stop_ringing(leg) for leg in others), *taps)

    async def let_agent_hear_ringing(self) -> None:
        """While the citizen's telephone rings. Raises AriError."""
        await self._ari.post(f"/channels/{self._channel('agent')}/ring")

    async def hang_up(self) -> None:
        """Ends the caller's channel, whatever it does."""
        await self._ari.discard(f"/channels/{self.id}")

    async def connect(self) -> None:
        """Bridges caller and agent natively: from here Asterisk alone carries the conversation."""
        agent = self._channel("agent")
        if self._announcement is not None:
            # A bridge is entered only when what is being played has ended.
            await self._ari.discard(f"/playbacks/{self._announcement}")
        await self.stop_music()
        bridge = await self._bridge()
        await self._ari.post(f"/bridges/{bridge}/addChannel", channel=f"{self.id},{agent}")

    async def join(self, leg: Leg) -> None:
        """Who has answered takes part in the conversation. Raises AriError."""
        bridge = await self._bridge()
        await self._ari.post(f"/bridges/{bridge}/addChannel", channel=self._channel(leg))

    async def hold(self, leg: Leg = "caller") -> None:
        """The leg hears music, and nobody hears it. Raises AriError; then it goes on talking."""
        channel = self._channel(leg)
        await self._leave_bridge(channel)
        try:
            await self._ari.post(f"/channels/{channel}/moh", mohClass=MUSIC_CLASS)
        except AriError:
            await self._ari.post(f"/bridges/{names.bridge(self.id)}/addChannel", channel=channel)
            raise

    async def retrieve(self, leg: Leg = "caller") -> None:
        """The leg, which was on hold, is back in the conversation. Raises AriError."""
        channel = self._channel(leg)
        await self._ari.discard(f"/channels/{channel}/moh")
        try:
            await self._ari.post(f"/bridges/{names.bridge(self.id)}/addChannel", channel=channel)
        except AriError:
            # Never into silence: the music goes on, and so does the hold.
            with contextlib.suppress(AriError):
                await self._ari.post(f"/channels/{channel}/moh", mohClass=MUSIC_CLASS)
            raise

    async def leave_to(self, leg: Leg) -> None:
        """Who has that leg leads the conversation from now on; the leg of the first is taken down."""
        await asyncio.gather(self.stop_ringing("agent"), self._taps.close("agent"))
        self.legs["agent"] = self.legs.pop(leg)
        self.phones["agent"] = self.phones.pop(leg, "")
        self._taps.hand_on(leg, "agent")

    async def leave(self, leg: Leg) -> None:
        """The leg takes no part in the conversation any more, and stays up."""
        await self._leave_bridge(self._channel(leg))

    async def watch_agent(self) -> None:
        """The supervisor's leg hears what the agent hears and says. Raises AriError or TimeoutError."""
        await self.monitor.attach(self._channel("agent"), self._channel("supervisor"))

    async def dismiss(self, leg: Leg) -> None:
        """Takes a leg and its tap down, rung or answered."""
        await asyncio.gather(self.stop_ringing(leg), self._taps.close(leg))

    async def mute(self, muted: bool, leg: Leg = "agent") -> None:
        """Whether the leg is heard by nobody. Raises AriError."""
        method = "POST" if muted else "DELETE"
        await self._ari.request(method, f"/channels/{self._channel(leg)}/mute", direction="in")

    async def ringing_tone(self, on: bool) -> None:
        """The agent alone hears the ringing tone, or not any more; any voice to them ends it, too. Raises
        AriError. Nothing for a leg that is gone."""
        if self.agent_channel is None:
            return
        path = f"/channels/{self._channel('agent')}/ring"
        await (self._ari.post(path) if on else self._ari.discard(path))

    async def remind(self, sound: str) -> None:
        """Plays a sound file to the agent alone. Raises AriError."""
        await self._ari.post(f"/channels/{self._channel('agent')}/play", media=f"sound:{sound}")

    async def tap(self, leg: Leg) -> MediaSocket:
        """A receive-only copy of one leg's voice. Raises AriError after three attempts."""
        return await self._taps.make(leg, self._channel(leg))

    async def untap(self, leg: Leg) -> None:
        """Takes a leg's tap down; the leg stays."""
        await self._taps.close(leg)

    async def copy_anew(self, leg: Leg = "caller") -> None:
        """A leg's voice has started anew, or the caller is to hear another one: so do the copies of the leg
        and, of the caller, what is recorded; media channels stay. Raises AriError, TimeoutError or, where
        that has cost the recording, CopiesLost."""
        if leg != "caller":
            await self._taps.make_anew(leg, self._channel(leg))
        if (copies := await self.recorder.copies()) or leg == "caller":
            await self._taps.make_anew("caller", self.id, copies)

    async def adopt(self, agent_channel: str, consulted: str | None = None) -> list[Leg]:
        """Takes over a conversation that went on while no application was there. Returns the legs that have
        ended meanwhile. Raises AriError."""
        self._attempts = int(time.time())  # no leg has a name that the service before us gave to one
        self.legs["agent"] = agent_channel
        if consulted is not None:
            self.legs["consulted"] = consulted
        self.phones["agent"] = await account_of(self._ari, agent_channel)
        ended = [leg for leg, channel in self.legs.items() if not await self._subscribe(f"channel:{channel}")]
        await self._subscribe(f"bridge:{names.bridge(self.id)}")
        for leg in self._tapped():
            await self._taps.close(leg)
        return ended

    async def note_place(self, place: Place) -> None:
        """Where the caller waits, for whoever comes after us. Raises AriError."""
        await note(self._ari, self.id, place)

    async def watch(self) -> bool:
        """Events of a caller who waited for a service before us. False for who is gone. Raises AriError."""
        self._attempts = int(time.time())  # no leg has a name that the service before us gave to one
        return await self._subscribe(f"channel:{self.id}")

    async def release(self, *, caller: bool = True) -> None:
        """Takes down everything of this call; `caller=False` leaves the caller's own channel up."""
        jobs: list[Coroutine[Any, Any, None]] = [self.close_media()]
        jobs += [self.stop_ringing(leg) for leg in list(self.legs) if leg != "caller"]
        jobs += [self._taps.close(leg) for leg in self._tapped()]
        if caller:
            jobs.append(self.hang_up())
        await asyncio.gather(*jobs)
        await self._ari.discard(f"/bridges/{names.bridge(self.id)}")

    async def leave_running(self, held: Collection[Leg] = (), *, muted: bool = False) -> None:
        """Ordered shutdown: our media ends, the conversation in Asterisk goes on. Who is on hold is back in
        it, who is muted is heard: nobody may come after us who could do that."""
        with contextlib.suppress(AriError):
            for leg in held:
                await self.retrieve(leg)
            if muted:
                await self.mute(False)
        await asyncio.gather(*(self._taps.close(leg) for leg in self._tapped()))

    async def _subscribe(self, source: str) -> bool:
        """Its events come here from now on. False when it is not there any more. Raises AriError."""
        try:
            await self._ari.subscribe(source)
        except AriError as error:
            if error.status != NO_SUCH_SOURCE:
                raise
            return False
        return True

    async def _bridge(self) -> str:
        """The call's bridge, made unless it is there (409). Raises AriError."""
        bridge = names.bridge(self.id)
        try:
            await self._ari.make(f"/bridges/{bridge}", type="mixing", name=bridge)
        except AriError as error:
            if error.status != CONFLICT:
                raise
        return bridge

    async def _leave_bridge(self, channel: str) -> None:
        with contextlib.suppress(AriError):
            await self._ari.post(f"/bridges/{names.bridge(self.id)}/removeChannel", channel=channel)

    def _tapped(self) -> list[Leg]:
        """Legs that may have a tap: of caller and agent one may be left from a service before us."""
        always = ("caller", "agent")
        return [leg for leg in LEGS if leg in always or leg in self.legs or leg in self.taps]

    def _channel(self, leg: Leg) -> str:
        """Raises AriError for a leg that is gone."""
        if leg not in self.legs:
            raise AriError(404, f"the {leg} of {self.id} is gone")
        return self.legs[leg]
