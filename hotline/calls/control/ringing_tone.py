"""An agent who is alone while somebody rings for them hears the ringing tone, or what the other side says."""

from __future__ import annotations

import logging

from hotline.calls.call.context import CallContext
from hotline.calls.control.talk import Talk
from telephony.ari.client import AriError

log = logging.getLogger(__name__)


class RingingTone:
    """Of one conversation. Without the tone everything goes on: a failure is only logged."""

    def __init__(self, context: CallContext) -> None:
        self._context = context
        self._on = self._early = False

    async def follow(self, talk: Talk) -> None:
        """The conversation stands so now."""
        rings = _rings(talk)
        if self._early and not rings:
            self._early = self._on = False
            await self._context.call.early.detach()
        elif rings != self._on:
            self._on = rings
            await self._tone(rings)

    async def early(self, talk: Talk) -> None:
        """Something is said before the telephone is answered: it takes the place of the tone."""
        if self._early or not _rings(talk):
            return
        try:
            await self._context.call.early.attach(self._context.call.legs["consulted"])
        except (AriError, TimeoutError, KeyError) as error:
            log.warning("what is said to the agent of %s before the answer: %s", self._context.id, error)
            await self._context.call.early.detach()
            return
        self._early = True
        await self._tone(False)

    async def _tone(self, on: bool) -> None:
        try:
            await self._context.call.ringing_tone(on)
        except (AriError, TimeoutError) as error:
            log.warning("the ringing tone of %s: %s", self._context.id, error)


def _rings(talk: Talk) -> bool:
    return talk.held and talk.transfer == "ringing"
