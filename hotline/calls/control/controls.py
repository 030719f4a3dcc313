"""Does with a running conversation what its agent asks for, and keeps how it stands."""

from __future__ import annotations

import asyncio
import logging

from contracts import AgentMuted, CallerHeld, HoldReminded
from hotline.calls.call.context import CallContext
from hotline.calls.call.inbox import HeldLong
from hotline.calls.call.parts import CallParts
from hotline.calls.control.requests import ASTERISK_FAILED, Asked, Refused
from hotline.calls.control.talk import HoldCaller, MuteAgent, RetrieveCaller, Step, Talk, after, steps
from telephony.ari.client import AriError
from telephony.sound.prompts import SynthesisError

log = logging.getLogger(__name__)

REMINDER = "市民还在等您。"
"""Said to the agent alone."""
REMINDER_HZ = 8000
"""Asterisk plays .wav at 8 kHz only, whatever the call's rate."""


class Controls:
    """Of one conversation. Lives in the call's owner task; `close` ends what it began beside it."""

    def __init__(self, context: CallContext, parts: CallParts, talk: Talk) -> None:
        self.talk = talk
        self._context = context
        self._call = context.call
        self._floor = parts.floor
        self._prompts = parts.prompts
        self._remind_s = parts.telephony.hold_reminder_s
        self._holds = 0
        self._held_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._reminding: set[asyncio.Task[None]] = set()
        if talk.held:
            self._note_hold()

    async def asked(self, message: Asked) -> None:
        """Does it and answers; a failure leaves the conversation as it stands, and is told."""
        try:
            if message.agent != self.talk.agent:
                raise Refused("这不是您的通话 / Not your call")
            for step in steps(self.talk, message.request):
                await self._do(step)
                self.talk = after(self.talk, step)
                self._tell(step)
        except Refused as refused:
            message.refuse(str(refused))
        except AriError as error:
            self._context.fault("call control", error, "the conversation stays as it is")
            message.refuse(ASTERISK_FAILED)
        else:
            message.done()

    def held_long(self, message: HeldLong) -> None:
        """The caller is still on hold, or was then."""
        if not self.talk.held or message.number != self._holds:
            return
        held_s = asyncio.get_running_loop().time() - self._held_at
        self._context.publish(
            HoldReminded(call=self._call.id, agent=self.talk.agent, held_s=round(held_s, 1))
        )
        self._remind_later()
        task = asyncio.create_task(self._say_reminder())
        self._reminding.add(task)
        task.add_done_callback(self._reminding.discard)

    def close(self) -> None:
        """Nobody is reminded any more."""
        if self._timer is not None:
            self._timer.cancel()
        for task in self._reminding:
            task.cancel()

    async def _do(self, step: Step) -> None:
        match step:
            case HoldCaller():
                await self._call.hold()
            case RetrieveCaller():
                await self._call.retrieve()
            case MuteAgent(muted):
                await self._call.mute(muted)

    def _tell(self, step: Step) -> None:
        call, agent = self._call.id, self.talk.agent
        match step:
            case HoldCaller():
                self._note_hold()
                self._context.publish(CallerHeld(call=call, agent=agent, held=True))
            case RetrieveCaller():
                self._floor.talk_changed(call, agent)
                self._context.publish(CallerHeld(call=call, agent=agent, held=False))
            case MuteAgent(muted):
                self._context.publish(AgentMuted(call=call, agent=agent, muted=muted))

    def _note_hold(self) -> None:
        self._floor.talk_changed(self._call.id, self.talk.agent, on_hold=True)
        self._held_at = asyncio.get_running_loop().time()
        self._holds += 1
        self._remind_later()

    def _remind_later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        message = HeldLong(self._holds)
        self._timer = asyncio.get_running_loop().call_later(self._remind_s, self._context.inbox.put, message)

    async def _say_reminder(self) -> None:
        try:
            path = await self._prompts.file(REMINDER, REMINDER_HZ)
            await self._call.remind(str(path.with_suffix("")))
        except (SynthesisError, AriError) as error:
            log.warning("the agent of %s was reminded at the desk only: %s", self._call.id, error)
