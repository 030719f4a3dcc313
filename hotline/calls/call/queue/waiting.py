"""Second phase: in the queue. Music from Asterisk itself, the place said now and then, one agent rung."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace

from contracts import KeyPressed
from contracts.dialogue import PromptDone, Route, Say
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.call_hearings import CallHearings
from hotline.calls.call.dialogue.speaker import Speaker
from hotline.calls.call.inbox import (
    Announce,
    AnnouncementDone,
    CallEndedError,
    CallerGone,
    FreeElsewhere,
    LookWhoServes,
    MediaGone,
    Message,
    MusicAgain,
    WaitedBefore,
)
from hotline.calls.call.parts import CallParts
from hotline.calls.call.queue.announcing import Announcing
from hotline.calls.call.queue.offering import Offering
from hotline.calls.call.queue.offers import Offers
from hotline.calls.call.queue.ringing import Ringing
from hotline.calls.control.requests import NOT_TALKING, Asked
from hotline.calls.moving.going import Going
from telephony.ari.client import AriError
from telephony.ari.switchboard import Ownership
from telephony.calls.place import Meant, Place
from telephony.distributor.people.asides import only

log = logging.getLogger(__name__)

CONNECTING = "connecting"
MUSIC_RETRY_S, LISTEN_S, LOOK_AGAIN_S = 2.0, 0.2, 1.0
SAME_S = 1.0
"""Who came only so much earlier has the place already: machines' clocks, and rounding, differ by that."""


class Waiting:
    """Keeps one caller in one queue until an agent has answered."""

    def __init__(
        self,
        context: CallContext,
        channels: Ownership,
        parts: CallParts,
        hearings: CallHearings,
        movable: Callable[[], bool] = lambda: True,
        lost: Callable[[CallerGone], bool] = lambda gone: gone.lost,
    ) -> None:
        """`channels`: where the events of the agent's leg and of announcements are asked for; `movable`:
        whether an agent of another machine may have the caller; `lost`: whether who is gone is so with a
        machine, and keeps the place."""
        self._context = context
        self._call = context.call
        self._inbox = context.inbox
        self._channels = channels
        self._floor = parts.floor
        self._prompts = parts.prompts
        self._guide = parts.guide
        self._settings = parts.telephony
        self._callbacks, self._messages = parts.callbacks, parts.messages
        self._talks = parts.wait_talks
        self._movable, self._lost = movable, lost
        self._going = Going(context, parts.floor, parts.elsewhere)
        self._announcements = Announcing(context, channels, parts)
        self._hearings = hearings
        self._offering: Offering | None = None
        self.route = Route("")
        """Where they wait; who names danger meanwhile has another one than at first."""
        self._music = False
        self._meant: Meant | None = None
        self._lost_agent: str | None = None
        self._misplaced = False
        """Whether they first came earlier than by what they stand in line."""
        self._since = 0.0
        self._began = 0.0
        """The same on the event loop's clock."""
        self._speaking: Callable[[], bool] = lambda: False

    async def run(
        self,
        route: Route,
        speaker: Speaker | None,
        caller: str,
        speaking: Callable[[], bool] = lambda: False,
        waited_s: float | None = None,
        meant: Meant | None = None,
        lost: str | None = None,
    ) -> str | None:
        """Waits until an agent's phone is answered; returns the agent. The legs are not bridged yet.
        None: the caller is called back, has left a message, or is at another machine (`left_as`), and the
        call is over here.

        `caller` is what the agent's phone displays; while the caller is `speaking` there is no music, which
        would end what is heard of them; `waited_s`: seconds that they waited before a restart; `meant`: the
        agent for whom they wait at first; `lost`: the one whose telephone was lost in mid-call.
        Raises CallEndedError like the inbox.
        """
        self._speaking, self.route = speaking, route
        self._announcements.begin_anew()
        if self._began:
            # Whoever led the conversation may be none of the floor's, which knows nothing of the caller then.
            waited_s = self._waited_s
        self._began = self._began or asyncio.get_running_loop().time() - (waited_s or 0.0)
        context = self._context
        ring_s, answered = self._settings.ring_s, self._announcements.answered
        ringing = Ringing(context, self._channels, self._floor, ring_s, caller, answered)
        beside = self._callbacks, self._messages, self._talks
        offering = Offering(context, self._prompts, self._hearings, self._guide, *beside, caller)
        self._offering = offering
        await self._line_up(ringing, speaker, waited_s, meant, lost)
        self._next_announcement()
        look = self._later(self._messages.nobody_after_s, LookWhoServes())
        self._going.begin(lambda: self._might_go(ringing, offering))
        try:
            return await self._until_answered(ringing, offering)
        except CallEndedError as end:
            gone = end.message
            if isinstance(gone, CallerGone) and not offering.hung_up_as:
                self._callbacks.missed(context.id, caller, self._place, lost=self._lost(gone))
            raise
        finally:
            self._going.end()
            self._announcing.cancel()
            look.cancel()
            self._announcements.close()
            await offering.close()

    async def _line_up(
        self,
        ringing: Ringing,
        speaker: Speaker | None,
        waited_s: float | None,
        meant: Meant | None = None,
        lost: str | None = None,
    ) -> None:
        """Into the queue of the route: who waits in another already keeps the place in time."""
        await self._stand(ringing, waited_s, meant, lost)
        self._music = False
        if speaker is not None and self.route.say:
            speaker.say(Say(CONNECTING, self.route.say, barge_in=False))
            return
        await self._start_music()
        if self.route.say:  # after the place is noted, for which Asterisk waits until a sentence has ended
            await self._announcements.say([self.route.say])

    async def _stand(
        self, ringing: Ringing, waited_s: float | None, meant: Meant | None = None, lost: str | None = None
    ) -> None:
        route, self._meant, self._lost_agent = self.route, meant, lost
        self._floor.enqueue(
            self._call.id,
            route.queue,
            route.priority,
            ringing,
            seat=route.seat,
            steps=None if meant is None else only(meant.agent, meant.left_s),
            waited_s=waited_s,
            lost=lost,
            emergency=route.emergency,
        )
        await self._note(waited_s or 0.0)

    async def _stand_anew(self, ringing: Ringing) -> None:
        """In the same queue and for the same agent, by when they first came. What they hear goes on."""
        self._misplaced = False
        if self._floor.queue(self._call.id) is None:
            return  # they wait no longer
        self._wait_there(self._place)
        self._floor.leave(self._call.id, gave_up=False)
        await self._stand(ringing, self._waited_s, self._meant, self._lost_agent)

    def _wait_there(self, place: Place) -> None:
        """The route is that of the place: overflow may have brought them there."""
        self.route = replace(self.route, queue=place.queue, emergency=place.emergency, say="")

    async def _until_answered(self, ringing: Ringing, offering: Offering) -> str | None:
        while True:
            message = await self._inbox.get()
            if (agent := await ringing.take(message)) is not None:
                return agent
            match message:
                case Announce():
                    self._next_announcement()
                case Asked():
                    message.refuse(NOT_TALKING)
                case WaitedBefore(since) if self._since - since > SAME_S:
                    self._began, self._since = self._began - (self._since - since), since
                    self._misplaced = True
                case _:
                    pass
            if self._misplaced and not ringing.rings:
                await self._stand_anew(ringing)
            if offering.going_on:
                await offering.take(message)
                if offering.left_as:
                    return None
                if offering.moved is not None:
                    self.route, self._speaking = offering.moved, lambda: offering.speaking
                    offering.moved = None
                    self._announcements.begin_anew()
                    await self._line_up(ringing, offering.speaker, self._waited_s)
                elif not offering.going_on:
                    await self._start_music(again=True)
                continue
            match message:
                case PromptDone(prompt=name) if name == CONNECTING:
                    await self._start_music()
                case MediaGone():
                    await self._start_music()
                case Announce() if not ringing.rings and self._music:
                    if await self._offer(offering, offering.due(self._place, self._waited_s)):
                        await self._announcements.announce(offering, self._place)
                case LookWhoServes() if not self._music:
                    self._later(LOOK_AGAIN_S, message)  # they are still told who they are connected to
                case LookWhoServes() if not ringing.rings:
                    await self._offer(offering, offering.due(self._place, self._waited_s))
                case KeyPressed(digit=digit) if self._music and offering.changes(digit):
                    texts, _ = self._announcements.standing(self._place)
                    if not await offering.tell(self._place, texts, asked_for=True):
                        await self._start_music(again=True)
                case KeyPressed(digit=digit) if self._music:
                    await self._offer(offering, offering.wanted(digit), asked_for=True)
                case FreeElsewhere():
                    if await self._gone_on(ringing):
                        return None
                case AnnouncementDone() | MusicAgain():
                    await self._start_music(again=True)

    def _might_go(self, ringing: Ringing, offering: Offering) -> bool:
        """Whether they hear nothing but music now, nobody here rings for them, and they are anybody's."""
        return self._movable() and self._music and not ringing.rings and not offering.going_on

    async def _gone_on(self, ringing: Ringing) -> bool:
        """Whether another machine has taken them in; else they wait here, in the place they had."""
        place = self._place
        came = await self._going.go(place)
        if came == "back":
            self._wait_there(place)
            await self._line_up(ringing, None, self._waited_s)
        return came == "gone on"

    async def _offer(self, offering: Offering, offers: Offers | None, *, asked_for: bool = False) -> bool:
        """Offers that, if anything. True while the caller hears music."""
        if offers is not None and not await offering.begin(offers, self._place, asked_for=asked_for):
            await self._start_music(again=True)
            return False
        return not offering.going_on

    def _next_announcement(self) -> None:
        self._announcing = self._later(self._settings.announce_s, Announce())

    @property
    def gone_on(self) -> str:
        """On the way to another machine, or taken in there: why the call is over here; else empty."""
        return self._going.left_as

    @property
    def left_as(self) -> str:
        """Why the caller need not wait any more."""
        return self._going.left_as or ("" if self._offering is None else self._offering.left_as)

    @property
    def hung_up_as(self) -> str:
        """Why a caller who hangs up now has not given up: what is written down, told or not."""
        return "" if self._offering is None else self._offering.hung_up_as

    async def last_words(self) -> None:
        """Waits for the finals of what was said about a call-back."""
        if self._offering is not None:
            await self._offering.last_words()

    @property
    def _waited_s(self) -> float:
        return asyncio.get_running_loop().time() - self._began

    @property
    def _place(self) -> Place:
        """Overflow may have brought them into another queue."""
        route = self.route
        queue = self._floor.queue(self._call.id) or route.queue
        return Place(
            queue=queue,
            priority=route.priority,
            seat=route.seat,
            foreign=route.foreign,
            emergency=route.emergency or self._floor.emergency(self._call.id),
            since=self._since,
            meant=self._meant,
            intent=route.intent,
        )

    async def _note(self, waited_s: float) -> None:
        self._since = self._since or time.time() - waited_s
        try:
            await self._call.note_place(self._place)
        except AriError as error:
            log.warning("the place of %s would not outlive a restart: %s", self._call.id, error)

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
            self._context.fault(
                "queue",
                error,
                "排队没有音乐，两秒后再试 / the caller waits without music; tried again in two seconds",
            )
            self._later(MUSIC_RETRY_S, MusicAgain())
