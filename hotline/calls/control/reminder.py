"""Reminds an agent that the caller is on hold, at the desk and in the ear, until they are not."""

from __future__ import annotations

import asyncio
import logging

from contracts import HoldReminded
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.speaker import FILE_HZ
from hotline.calls.call.inbox import HeldLong
from hotline.calls.call.parts import CallParts
from hotline.machine.tasks import start_task
from telephony.ari.client import AriError
from telephony.sound.prompts import SynthesisError

log = logging.getLogger(__name__)

REMINDER = "市民还在等您。"
"""Said to the agent alone."""


class Reminder:
    """Of one conversation."""

    def __init__(self, context: CallContext, parts: CallParts) -> None:
        self._context = context
        self._prompts = parts.prompts
        self._every_s = parts.telephony.hold_reminder_s
        self._number = 0
        """Of this hold; 0 while there is none."""
        self._holds = 0
        self._since = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._saying: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """A hold begins; the time begins anew with each."""
        self._holds += 1
        self._number = self._holds
        self._since = asyncio.get_running_loop().time()
        self._later()

    def end(self) -> None:
        """Nobody is on hold any more."""
        self._number = 0
        if self._timer is not None:
            self._timer.cancel()
        for task in self._saying:
            task.cancel()

    def due(self, message: HeldLong, agent: str) -> None:
        """It is time to remind the agent; nothing for a hold that is over."""
        if not self._number or message.number != self._number:
            return
        held_s = asyncio.get_running_loop().time() - self._since
        self._context.publish(HoldReminded(call=self._context.id, agent=agent, held_s=round(held_s, 1)))
        self._later()
        start_task(self._say(), self._saying)

    def _later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(
            self._every_s, self._context.inbox.put, HeldLong(self._number)
        )

    async def _say(self) -> None:
        try:
            path = await self._prompts.file(REMINDER, FILE_HZ)
            await self._context.call.remind(str(path.with_suffix("")))
        except (SynthesisError, AriError) as error:
            log.warning("the agent of %s was reminded at the desk only: %s", self._context.id, error)
