"""Third phase: caller and agent talk, bridged in Asterisk; two taps let the recogniser listen."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Coroutine
from typing import Any

from asr import Hearing
from contracts import Bridged, Leg, TapStarted
from hotline.calls.call.call_hearings import CallHearings
from hotline.calls.call.context import CallContext
from hotline.calls.call.inbox import AgentGone, HeldLong, MediaGone
from hotline.calls.call.parts import CallParts
from hotline.calls.control.controls import Controls
from hotline.calls.control.requests import Asked
from hotline.calls.control.talk import Talk
from telephony.calls.reception import Reception

log = logging.getLogger(__name__)

TAP_REPAIRS = 3
LEGS: tuple[Leg, ...] = ("caller", "agent")


class Talking:
    """One conversation. The voices never pass through this process."""

    def __init__(self, context: CallContext, hearings: CallHearings, parts: CallParts, talk: Talk) -> None:
        """`talk`: how the conversation stands when it is begun, or found."""
        self._context = context
        self._controls = Controls(context, parts, talk)
        self._call = context.call
        self._inbox = context.inbox
        self._publish = context.publish
        self._source = hearings
        self._hearings: dict[Leg, Hearing] = {}
        self._repairs: dict[Leg, int] = dict.fromkeys(LEGS, 0)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def talk(self) -> Talk:
        """How the conversation stands."""
        return self._controls.talk

    async def run(self, *, adopted: bool = False) -> AgentGone:
        """Bridges, taps, and does what the agent asks for. Returns how the agent's leg ended; raises
        CallEndedError when the caller's has."""
        if not adopted:
            await self._call.connect()
        self._publish(Bridged(call=self._call.id, agent=self.talk.agent, adopted=adopted))
        await self._call.close_media()
        # Beside the inbox: however long a tap takes, the end of the conversation is noticed at once.
        for leg in LEGS:
            self._later(self._listen(leg))
        while True:
            message = await self._inbox.get()
            match message:
                case AgentGone(channel) if channel == self._call.agent_channel:
                    return message
                case MediaGone(media):
                    for leg in LEGS:
                        if self._call.taps.get(leg) is media:
                            self._later(self._repair(leg))
                case Asked():
                    await self._controls.asked(message)
                case HeldLong():
                    self._controls.held_long(message)
                case _:
                    pass

    async def stop(self) -> None:
        """No tap is made any more: what is taken down afterwards stays down."""
        self._controls.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Lets both recognisers finish their last sentence."""
        await self.stop()
        await asyncio.gather(*(hearing.close() for hearing in self._hearings.values()))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _listen(self, leg: Leg) -> None:
        try:
            media = await self._call.tap(leg)
            if leg not in self._hearings:
                self._hearings[leg] = self._source.hearing(leg, self._publish)
        except Exception as error:
            # Whatever it is, it may cost the transcript, never the conversation.
            log.warning("no transcript of the %s of %s: %r", leg, self._call.id, error)
            self._context.fault("tap", error, f"the conversation goes on without the {leg}'s transcript")
            return
        media.on_audio = functools.partial(self._hear, leg)
        media.on_silence = Reception(
            lambda: self._call.arrived(leg), lambda: self._call.tap_anew(leg)
        ).silence
        watch = asyncio.create_task(media.closed.wait())
        watch.add_done_callback(lambda _done: self._inbox.put(MediaGone(media)))
        self._publish(TapStarted(call=self._call.id, leg=leg))

    def _hear(self, leg: Leg, frame: bytes) -> None:
        """What nobody hears is silence to the recogniser, so that a sentence ends there."""
        self._hearings[leg].feed(frame if self.talk.heard(leg) else bytes(len(frame)))

    async def _repair(self, leg: Leg) -> None:
        self._repairs[leg] += 1
        if self._repairs[leg] > TAP_REPAIRS:
            self._context.fault("tap", f"tap of the {leg} closed again", "given up; the conversation goes on")
            return
        self._context.fault("tap", f"tap of the {leg} closed", "opened a new one")
        await self._listen(leg)
