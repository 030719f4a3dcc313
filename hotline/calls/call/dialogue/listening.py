"""What is heard of a conversation: a tap on each leg feeds a recogniser stream, labelled by who speaks."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from asr import Hearing
from contracts import Event, Leg, TapStarted, TranscriptFinal, TranscriptPartial
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.call_hearings import CallHearings
from hotline.calls.call.inbox import MediaGone
from hotline.machine.tasks import start_task
from telephony.calls.media.reception import Reception
from telephony.calls.media.socket import MediaSocket

log = logging.getLogger(__name__)

TAP_REPAIRS = 3


class Listening:
    """To one conversation. Whatever fails here may cost the transcript, never the conversation."""

    def __init__(
        self,
        context: CallContext,
        hearings: CallHearings,
        heard: Callable[[Leg], bool],
        renew: Callable[[Leg], Awaitable[None]],
    ) -> None:
        """`heard` says whether anybody hears the leg at this moment; `renew` makes the way from it anew."""
        self._context = context
        self._call = context.call
        self._source = hearings
        self._heard = heard
        self._renew = renew
        self._hearings: dict[Leg, Hearing] = {}
        self._agents: dict[Leg, str] = {}
        self._repairs: dict[Leg, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing: set[asyncio.Task[None]] = set()

    def begin(self, leg: Leg, agent: str = "") -> None:
        """Beside the inbox: however long a tap takes, the end of the conversation is noticed at once."""
        self._agents[leg] = agent
        self._repairs[leg] = 0
        self._later(self._listen(leg))

    def end(self, leg: Leg) -> None:
        """The leg is down; its last sentence is still read."""
        self._agents.pop(leg, None)
        if (hearing := self._hearings.pop(leg, None)) is not None:
            self._finish(leg, hearing)

    def leads(self, leg: Leg) -> None:
        """Who has that leg is the agent from now on; the tap is theirs already, and no word is lost."""
        self.end("agent")
        if leg not in self._agents:
            return  # nobody is listened to yet
        agent = self._agents.get(leg, "")
        self.end(leg)
        self._agents["agent"], self._repairs["agent"] = agent, 0
        media = self._call.taps.get("agent")
        if media is None:
            self._later(self._listen("agent"))
            return
        self._hear(media, "agent")

    def media_gone(self, media: MediaSocket) -> None:
        """A tap was closed under us: it is made anew, a few times."""
        for leg in list(self._agents):
            if self._call.taps.get(leg) is media:
                self._later(self._repair(leg))

    async def stop(self) -> None:
        """No tap is made any more: what is taken down afterwards stays down."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def let_finish(self) -> None:
        """All legs are down; `close` waits for their last sentences."""
        for leg in list(self._hearings):
            self.end(leg)

    async def close(self) -> None:
        """Lets all recognisers finish their last sentence."""
        await self.stop()
        await asyncio.gather(*(hearing.close() for hearing in self._hearings.values()), *self._closing)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        start_task(work, self._tasks)

    def _finish(self, leg: Leg, hearing: Hearing) -> None:
        if hearing.speaking:
            self._source.reserve(leg)
        start_task(hearing.close(), self._closing)

    async def _listen(self, leg: Leg) -> None:
        try:
            media = await self._call.tap(leg)
            self._hear(media, leg)
        except Exception as error:
            log.warning("no transcript of the %s of %s: %r", leg, self._call.id, error)
            self._context.fault(
                "tap",
                error,
                f"通话继续，这一方没有文字 / the conversation goes on without the {leg}'s transcript",
            )

    def _hear(self, media: MediaSocket, leg: Leg) -> None:
        agent = self._agents.get(leg, "")
        if leg not in self._hearings:
            self._hearings[leg] = self._source.hearing(leg, functools.partial(self._say, agent))
        media.on_audio = functools.partial(self._feed, leg, self._hearings[leg])
        media.on_silence = Reception(lambda: self._call.arrived(leg), lambda: self._renew(leg)).silence
        watch = asyncio.create_task(media.closed.wait())
        watch.add_done_callback(lambda _done: self._context.inbox.put(MediaGone(media)))
        self._context.publish(TapStarted(call=self._call.id, leg=leg, agent=agent))

    def _feed(self, leg: Leg, hearing: Hearing, frame: bytes) -> None:
        """What nobody hears is silence to the recogniser, so that a sentence ends there."""
        hearing.feed(frame if self._heard(leg) else bytes(len(frame)))

    def _say(self, agent: str, event: Event) -> None:
        if agent and isinstance(event, TranscriptPartial | TranscriptFinal):
            event = event.model_copy(update={"agent": agent})
        self._context.publish(event)

    async def _repair(self, leg: Leg) -> None:
        self._repairs[leg] += 1
        if self._repairs[leg] > TAP_REPAIRS:
            self._context.fault(
                "tap",
                f"tap of the {leg} closed again",
                "不再重试，通话继续 / given up; the conversation goes on",
            )
            return
        self._context.fault("tap", f"tap of the {leg} closed", "已重新打开 / opened a new one")
        await self._listen(leg)
