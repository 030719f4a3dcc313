"""An agent who is alone while somebody rings for them hears the ringing tone."""

from __future__ import annotations

import logging

from hotline.calls.call.context import CallContext
from hotline.calls.control.talk import Talk
from telephony.ari.client import AriError

log = logging.getLogger(__name__)


class RingingTone:
    """Of one conversation."""

    def __init__(self, context: CallContext) -> None:
        self._context = context
        self._on = False

    async def follow(self, talk: Talk) -> None:
        """The conversation stands so now. Without the tone everything goes on: a failure is only logged."""
        rings = talk.held and talk.transfer == "ringing"
        if rings == self._on:
            return
        self._on = rings
        try:
            await self._context.call.ringing_tone(rings)
        except (AriError, TimeoutError) as error:
            log.warning("the ringing tone of %s: %s", self._context.id, error)
