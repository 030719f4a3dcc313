"""A caller who waits here goes to an agent of another machine, or is back in the place they had."""

from __future__ import annotations

import asyncio
import logging
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

log = logging.getLogger(__name__)

REFUSED = "BUSY"
"""What Asterisk says (DIALSTATUS) where the other machine was there and had nobody for them any more."""

PAUSE_S = 3.0
"""For so long nobody goes whom our own Asterisk has just not sent."""

Came = Literal["stays", "back", "gone on"]
"""stays: in the queue, as if nothing had been; back: out of it, to be lined up again."""


class Going:
    """Of one caller. While they are on the way no agent here is offered to them."""

    def __init__(self, context: CallContext, floor: Floor, elsewhere: Elsewhere) -> None:
        self._context = context
        self._floor = floor
        self._elsewhere = elsewhere
        self._ready: Callable[[], bool] = lambda: False
        self.left_as = ""
        """Why the call is over here: on the way, or taken in there. Their channel has left the application,
        and is there."""
        self._not_before = 0.0
        """On the event loop's clock."""

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
        if self._context.inbox.over is not None:
            self._elsewhere.give_back(claimed)  # they have hung up meanwhile: nobody's fault there
            return "stays"
        self._floor.leave(self._context.id, gave_up=False)
        missed: list[Message] = []  # what happens on the way: timers of theirs, what desks ask
        # Before the request: what it brings about is told before its answer.
        self.left_as = f"{GONE_ON}: {claimed.node}"
        try:
            why = await self._taken_in(claimed, missed)
        except AriError as error:
            log.warning("call %s stays here: %s", self._context.id, error)
            self._not_before = asyncio.get_running_loop().time() + PAUSE_S
            self._elsewhere.give_back(claimed)
        except CallEndedError as end:
            # Where the service leaves, Asterisk goes on with them, and the claim is what they bring.
            if not isinstance(end.message, Leave):
                self.left_as = ""
                self._elsewhere.give_back(claimed)
            raise
        else:
            if why is None:
                return "gone on"
            self._elsewhere.not_taken_in(claimed, place.queue, why, there=why.startswith(REFUSED))
        self.left_as = ""
        for message in missed:
            self._context.inbox.put(message)
        return "back"

    def _free_elsewhere(self) -> bool:
        rests = asyncio.get_running_loop().time() < self._not_before
        if ready := not rests and self._ready():
            self._context.inbox.put(FreeElsewhere())
        return ready

    async def _taken_in(self, claimed: Claimed, missed: list[Message]) -> str | None:
        """Why they were not; None: they were. `missed` gets what else happens. Raises AriError where our own
        Asterisk has not sent them, and CallEndedError.

        Without a word of Asterisk's, which was away meanwhile, it is looked where they are."""
        await self._context.call.ways.to_machine(claimed.node, claimed.address, claimed.mark)
        try:
            async with asyncio.timeout(CLAIM_S):
                while True:
                    match await self._context.inbox.get():
                        case TakenIn():
                            return None
                        case Returned(back):
                            return back.why
                        case message:
                            missed.append(message)
        except TimeoutError:
            if await self._has_left():
                return None
            raise AriError(0, "the channel is in the application still") from None

    async def _has_left(self) -> bool:
        """Where that cannot be asked they have: who is in the application still is found there later."""
        try:
            return await self._context.call.ways.left()
        except AriError:
            return True
