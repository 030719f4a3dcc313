"""A caller who comes from another machine for an agent of this one."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Iterator, Sequence

from contracts import (
    GONE_ON,
    CallStarted,
    Decided,
    Event,
    KeyPressed,
    PromptEnded,
    PromptStarted,
    Screened,
    TranscriptFinal,
)
from contracts.dialogue import Route
from hotline.calls.call.endings import End
from hotline.calls.call.inbox import CallerGone
from hotline.calls.call.session import CallSession
from hotline.nodes.moves import ComesIn
from hotline.records.masking.masking import mask_number
from telephony.ari.client import AriError
from telephony.ari.switchboard import Incoming
from telephony.calls.names import number_shown

log = logging.getLogger(__name__)

STORY_S = 0.5
"""For so long they wait for their record before they are in line, with music; then it is told beside."""

CARRIED = (Screened, PromptStarted, PromptEnded, KeyPressed, TranscriptFinal, Decided)
"""Of what was told of the call where it came in: what agents read and are helped by. It is told again here
as of this call, so that its record is whole."""


class MovedSession(CallSession):
    """From the other machine's INVITE to the end; to everybody here a call as any other."""

    async def run_moved(self, incoming: Incoming) -> None:
        """Never raises but for cancellation. Who is not let in has left nothing behind here, and waits on
        where they came in."""
        comes = None if self.inbox.over is not None else await self._parts.elsewhere.take_in(incoming.mark)
        if comes is None or not await self._let_in():
            await self.call.ways.refuse()
            self._channels.disown(self.id)
            return
        log.info("call %s comes from %s, where it was %s", self.id, comes.node, comes.call)
        self.number = number_shown(incoming.caller)
        self._moved = True
        story = asyncio.create_task(self._parts.elsewhere.story(comes.call), name=f"story of {self.id}")

        async def wait() -> End:
            self._parts.guide.know(self.id, self.number)
            with contextlib.suppress(AriError):  # who is in line is tried to be played it again
                await self.call.start_music()
            await asyncio.wait({story}, timeout=STORY_S)
            told = story.result() if story.done() else ()
            self._publish(self._began(told, comes))
            self._tell(told)
            if not story.done():
                log.warning("what was said in call %s is told as soon as it is read", comes.call)
                story.add_done_callback(self._late)
            return await self._to_an_agent(_route(comes), comes.waited_s)

        try:
            await self._guarded(wait)
        finally:
            story.cancel()

    @property
    def _left_as(self) -> str:
        """Who waited and is lost with our Asterisk is taken back where they came in, and counts there."""
        gone = self.inbox.over
        lost = self._talking is None and isinstance(gone, CallerGone) and gone.lost
        return f"{GONE_ON}: back where they came in" if lost else super()._left_as

    async def _let_in(self) -> bool:
        try:
            await self.call.ways.let_in()
        except AriError as error:
            log.warning("a caller of another machine is gone: %s", error)
            return False
        return True

    def _began(self, told: Sequence[Event], comes: ComesIn) -> CallStarted:
        """`told`: the record where it came in."""
        known = next((one for one in told if isinstance(one, CallStarted)), None)
        if known is None:
            dialled, caller = self._parts.telephony.number, mask_number(self.number)
            began = CallStarted(call=self.id, caller=caller, dialled=dialled, moved_from=comes.call)
        else:
            began = known.model_copy(update={"call": self.id, "moved_from": comes.call})
        self._dialled = began.dialled
        return began

    def _tell(self, told: Sequence[Event]) -> None:
        for one in carried(told, self.id):
            self._publish(one)

    def _late(self, story: asyncio.Task[Sequence[Event]]) -> None:
        if not story.cancelled() and story.exception() is None:
            self._tell(story.result())


def carried(told: Iterable[Event], call: str) -> Iterator[Event]:
    """Of what was told in the call elsewhere, that which is told again, as of that call here."""
    return (one.model_copy(update={"call": call}) for one in told if isinstance(one, CARRIED))


def _route(comes: ComesIn) -> Route:
    return Route(
        comes.queue,
        comes.priority,
        foreign=comes.no_chinese,
        seat=comes.seat,
        intent=comes.intent,
        emergency=comes.emergency,
    )
