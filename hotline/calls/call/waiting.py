"""Second phase: in the queue. Music from Asterisk itself, the place said now and then, one agent rung."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from contracts import AgentAnswered, AgentMissed, AgentRinging, Choice, ForeseenWait, WaitSaid
from contracts.calls import HowMissed
from contracts.dialogue import PromptDone, Route, Say
from hotline.calls.call.context import CallContext
from hotline.calls.call.inbox import (
    AgentGone,
    AgentUp,
    Announce,
    AnnouncementDone,
    MediaGone,
    Message,
    MusicAgain,
    Offered,
    Withdrawn,
)
from hotline.calls.call.parts import ForeseeWait, Guide, nothing_foreseen
from hotline.calls.call.speaker import Prompts, Speaker
from hotline.calls.control.requests import NOT_TALKING, Asked
from hotline.calls.foreseen.foreseen import WaitRange
from telephony.ari.client import AriError
from telephony.ari.switchboard import Ownership
from telephony.calls.place import Place
from telephony.distributor.floor import Floor
from telephony.distributor.people.asides import only as only_this
from telephony.distributor.people.state import Lease
from telephony.distributor.reducer.commands import WhyWithdrawn
from telephony.settings import TelephonySettings
from telephony.sound.prompts import SynthesisError

log = logging.getLogger(__name__)

CONNECTING = "connecting"
ANNOUNCEMENT_HZ = 8000
MUSIC_RETRY_S = 2.0
LISTEN_S = 0.2


class Waiting:
    """Keeps one caller in one queue until an agent has answered."""

    def __init__(
        self,
        context: CallContext,
        channels: Ownership,
        floor: Floor,
        prompts: Prompts,
        guide: Guide,
        settings: TelephonySettings,
        foreseen: ForeseeWait = nothing_foreseen,
    ) -> None:
        """`channels`: where the events of the agent's leg and of announcements are asked for."""
        self._context = context
        self._call = context.call
        self._inbox = context.inbox
        self._publish = context.publish
        self._channels = channels
        self._floor = floor
        self._prompts = prompts
        self._guide = guide
        self._settings = settings
        self._foreseen = foreseen
        self._said: WaitSaid | None = None
        self._playbacks: list[str] = []
        self._queue = ""
        self._foreign = False
        self._ringing: Lease | None = None
        self._channel: str | None = None
        self._music = False
        self._since = 0.0
        self._speaking: Callable[[], bool] = lambda: False

    async def run(
        self,
        route: Route,
        speaker: Speaker | None,
        caller: str,
        speaking: Callable[[], bool] = lambda: False,
        waited_s: float | None = None,
        only: str | None = None,
    ) -> str:
        """Waits until an agent's phone is answered; returns the agent. The legs are not bridged yet.

        `caller` is what the agent's phone displays; while the caller is `speaking` there is no music, which
        would end what is heard of them; `waited_s`: seconds that they waited before a restart; `only`: the
        agent to whom they were given, for whom they wait for as long as a telephone rings.
        Raises CallEndedError like the inbox.
        """
        self._speaking = speaking
        self._ringing = self._channel = None
        self._queue, self._foreign = route.queue, route.foreign
        await self._enter(route, waited_s, only)
        self._music = False
        if speaker is not None and route.say:
            speaker.say(Say(CONNECTING, route.say, barge_in=False))
        else:
            await self._start_music()
        announce = self._later(self._settings.announce_s, Announce())
        try:
            while True:
                message = await self._inbox.get()
                match message:
                    case Offered(lease, choice) if lease.call == self._call.id:
                        await self._ring(lease, choice, caller)
                    case Withdrawn(lease, why) if lease == self._ringing:
                        await self._call.stop_ringing()
                        self._rung(why, "moved" if why == "caller left" else why)
                    case AgentUp(channel) if channel == self._channel and self._ringing:
                        # Too late it may be: then the offer has been withdrawn, which is the next message.
                        if self._floor.answered(self._ringing):
                            self._publish(self._answered(self._ringing.agent))
                            return self._ringing.agent
                    case AgentGone(channel, cause, _) if channel == self._channel:
                        await self._call.stop_ringing()
                        self._missed(cause)
                    case PromptDone(prompt=name) if name == CONNECTING:
                        await self._start_music()
                    case MediaGone():
                        await self._start_music()
                    case Announce():
                        announce = self._later(self._settings.announce_s, Announce())
                        await self._announce()
                    case AnnouncementDone() | MusicAgain():
                        await self._start_music(again=True)
                    case Asked():
                        message.refuse(NOT_TALKING)
                    case _:
                        pass
        finally:
            announce.cancel()
            self._channels.disown(*self._playbacks)

    async def _enter(self, route: Route, waited_s: float | None, only: str | None) -> None:
        self._floor.enqueue(
            self._call.id,
            route.queue,
            route.priority,
            self,
            seat=route.seat,
            steps=None if only is None else only_this(only, self._settings.ring_s),
            waited_s=waited_s,
        )
        await self._note(route, waited_s or 0.0)

    async def _note(self, route: Route, waited_s: float) -> None:
        self._since = self._since or time.time() - waited_s
        place = Place(
            queue=route.queue,
            priority=route.priority,
            seat=route.seat,
            foreign=route.foreign,
            since=self._since,
        )
        try:
            await self._call.note_place(place)
        except AriError as error:
            log.warning("the place of %s would not outlive a restart: %s", self._call.id, error)

    def offered(self, lease: Lease, choice: Choice) -> None:
        """The floor found an agent (telephony.distributor.floor.Taker)."""
        self._inbox.put(Offered(lease, choice))

    def withdrawn(self, lease: Lease, why: WhyWithdrawn) -> None:
        """The offer is over (telephony.distributor.floor.Taker)."""
        self._inbox.put(Withdrawn(lease, why))

    def _later(self, seconds: float, message: Message) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, self._inbox.put, message)

    async def _start_music(self, *, again: bool = False) -> None:
        if self._music and not again:
            return
        if self._speaking():
            self._later(LISTEN_S, MusicAgain())
            return
        self._music = True
        try:
            await self._call.start_music()
            await self._call.close_media()
        except AriError as error:
            self._context.fault("queue", error, "the caller waits without music; tried again in two seconds")
            self._later(MUSIC_RETRY_S, MusicAgain())

    async def _announce(self) -> None:
        position = self._floor.position(self._call.id)
        if not position or self._ringing or not self._music:
            return
        try:
            staffed = self._floor.staffed(self._floor.queue(self._call.id) or self._queue)
            texts = [self._guide.waiting_text(position, staffed, self._foreign)]
            wait = self._foreseen(self._call.id) if staffed and not self._foreign else None
            if wait is not None:
                texts.append(self._guide.wait_text(wait.low_s, wait.high_s))
            # Asterisk plays .wav at 8 kHz only, whatever the call's rate.
            files = [await self._prompts.file(text, ANNOUNCEMENT_HZ) for text in texts]
            playback = f"announce.{len(self._playbacks)}.{self._call.id}"
            self._playbacks.append(playback)
            self._channels.own(playback)
            await self._call.announce([str(path.with_suffix("")) for path in files], playback)
            if wait is not None:
                self._tell_wait(wait)
        except (SynthesisError, AriError) as error:
            self._context.fault("queue", error, "the place in the queue was not said")

    def _tell_wait(self, wait: WaitRange) -> None:
        said = WaitSaid(call=self._call.id, low_s=wait.low_s, high_s=wait.high_s, median_s=wait.median_s)
        self._said = self._said or said
        self._publish(said)

    def _answered(self, agent: str) -> AgentAnswered:
        """With what was foreseen first, so that every record shows whether it was true."""
        answered = AgentAnswered(call=self._call.id, agent=agent)
        if (said := self._said) is None:
            return answered
        real = max(0.0, answered.at - said.at)
        wait = ForeseenWait(low_s=said.low_s, high_s=said.high_s, median_s=said.median_s, real_s=real)
        return answered.model_copy(update={"foreseen": wait})

    async def _ring(self, lease: Lease, choice: Choice, caller: str) -> None:
        """Asterisk ends the ringing by itself; should its word be lost, the floor takes the offer back."""
        self._ringing, agent = lease, lease.agent
        self._publish(AgentRinging(call=self._call.id, agent=agent, choice=choice))
        try:
            phone = self._floor.phone(agent)
            await self._call.ring(agent, phone, self._settings.ring_s, caller, self._own)
        except AriError as error:
            self._missed(str(error), rang=False)

    def _own(self, channel: str) -> None:
        self._channel = channel
        self._channels.own(channel)

    def _missed(self, cause: str, *, rang: bool = True) -> None:
        lease = self._rung(cause, "no answer" if rang else "failed")
        if lease is not None:
            self._floor.missed(lease, rang=rang)

    def _rung(self, cause: str, how: HowMissed) -> Lease | None:
        """The agent's phone is not rung any more; returns the offer it was rung for."""
        if self._channel is not None:
            self._channels.disown(self._channel)
        lease, self._ringing, self._channel = self._ringing, None, None
        if lease is not None:
            self._publish(AgentMissed(call=self._call.id, agent=lease.agent, reason=cause, how=how))
        return lease
