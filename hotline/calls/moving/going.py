"""A caller who waits here goes to an agent of another machine, or is back in the place they had."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

from contracts import GONE_ON
from hotline.calls.call.context import CallContext
from hotline.calls.call.inbox import CallEndedError, FreeElsewhere, Leave, Message, Returned, TakenIn
from hotline.calls.call.parts import Elsewhere
from hotline.nodes.moves import CLAIM_S, Claimed
from telephony.ari.client import AriError
from telephony.calls.place import Place
from telephony.distributor.floor import Floor

REFUSED = "BUSY"
"""What Asterisk says (DIALSTATUS) where the other machine was there and had nobody for them any more."""

Came = Literal["stays", "back", "gone on"]
"""stays: in the queue, as if nothing had been; back: out of it, to be lined up again."""


class Going:
    """Of one caller. While they are on the way no agent here is offered to them."""

    def __init__(self, context: CallContext, floor: Floor, elsewhere: Elsewhere) -> None:
        self._context = context
        self._floor = floor
        self._elsewhere = elsewhere
        self._ready: Callable[[], bool] = lambda: False
        self.away = False
        """On the way, or taken in there: their channel has left the application, and is there."""
        self.left_as = ""
        """Why the call is over here."""
        self._missed: list[Message] = []
        """What has happened on the way: timers of theirs, what desks ask."""

    def begin(self, ready: Callable[[], bool]) -> None:
        """They wait: who sees somebody free elsewhere says so. `ready`: whether they could go now."""
        self._ready = ready
        self._elsewhere.waits(self._context.id, self._free_elsewhere)

    def end(self) -> None:
        """They do not wait any more."""
        self._elsewhere.waits_no_more(self._context.id)

    async def go(self, place: Place) -> Came:
        """Whoever waits there and is offered to nobody here. Raises CallEndedError like the inbox."""
        if not self._ready():
            return "stays"
        claimed = await self._elsewhere.claim(self._context.id, place)
        if claimed is None:
            return "stays"
        self._floor.leave(self._context.id)
        self._missed = []
        self.away = True  # before the request: what it brings about is told before its answer
        why = await self._taken_in(claimed)
        if why is None:
            self.left_as = f"{GONE_ON}: {claimed.node}"
            return "gone on"
        self.away = False
        for message in self._missed:
            self._context.inbox.put(message)
        self._elsewhere.not_taken_in(claimed, why, there=why.startswith(REFUSED))
        return "back"

    def _free_elsewhere(self) -> bool:
        if ready := self._ready():
            self._context.inbox.put(FreeElsewhere())
        return ready

    async def _taken_in(self, claimed: Claimed) -> str | None:
        """Why they were not; None: they were. Without a word of Asterisk's, which was away meanwhile, they
        were: it would have brought them back."""
        try:
            await self._context.call.ways.to_machine(claimed.address, claimed.mark)
        except AriError as error:
            return str(error)
        try:
            async with asyncio.timeout(CLAIM_S):
                while True:
                    match await self._context.inbox.get():
                        case TakenIn():
                            return None
                        case Returned(why):
                            return why
                        case message:
                            self._missed.append(message)
        except TimeoutError:
            return None
        except CallEndedError as end:
            self.away = isinstance(end.message, Leave)  # the service leaves: Asterisk goes on with them
            raise
