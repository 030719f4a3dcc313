"""A caller who is back from another machine: they were not taken in there, or it is lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from contracts import Bridged, CallQueued, CameBack, Event
from hotline.calls.call.endings import End
from hotline.calls.call.found import route_of, waited_since
from hotline.calls.call.session import CallSession
from hotline.calls.moving.session import CARRIED, STORY_S
from telephony.ari.client import AriError
from telephony.ari.switchboard import Incoming
from telephony.calls.place import Place

TAKEN_BACK = "线路中断了，您仍在原来的位置，马上为您转接，请稍候。"


class BackSession(CallSession):
    """From where Asterisk gives them back. Another session had sent them, perhaps of a service before us."""

    async def run_back(self, incoming: Incoming, place: Place) -> None:
        """They wait in the place that they had. Never raises but for cancellation."""
        back = incoming.back
        self.number = incoming.caller
        self._parts.guide.know(self.id, self.number)

        async def wait() -> End:
            if not await self.call.watch():
                return "caller", ""
            with contextlib.suppress(AriError):  # who is in line is tried to be played it again
                await self.call.start_music()
            own, there = await self._told_of(lost=back.lost)
            self.inbox.check()
            self._remember(self.number, own)
            stands = place
            if back.lost:
                self._parts.elsewhere.lost(back.node)
                self._parts.callbacks.calls_again(self.id, self.number)
                stands = self._taken_back(place, back.node, own, there)
                self._context.fault(
                    "nodes",
                    f"the node {back.node}, where this caller was, is not heard any more",
                    "市民回到本机的队列，保留原来的位置 / the caller waits here again, in the old place",
                )
            route = replace(route_of(stands), say=TAKEN_BACK if back.lost else "")
            return await self._to_an_agent(route, waited_since(stands), stands.meant)

        await self._guarded(wait)

    async def _told_of(self, *, lost: bool) -> tuple[Sequence[Event], Sequence[Event] | None]:
        """What was told of the call here, and there, as far as it can be read at once."""
        elsewhere = self._parts.elsewhere
        own = asyncio.create_task(elsewhere.story(self.id), name=f"story of {self.id}")
        there = asyncio.create_task(elsewhere.story_there(self.id), name=f"story of {self.id} elsewhere")
        try:
            await asyncio.wait({own, there} if lost else {own}, timeout=STORY_S)
            return own.result() if own.done() else (), there.result() if there.done() else None
        finally:
            own.cancel()
            there.cancel()

    def _taken_back(
        self, place: Place, node: str, own: Iterable[Event], there: Sequence[Event] | None
    ) -> Place:
        """Tells that they are back, and what was said there. Returns where they wait: also who came into
        another queue there has that place."""
        answered = there is None or any(isinstance(event, Bridged) for event in there)
        self._publish(CameBack(call=self.id, node=node, answered=answered))
        known = {event.to_json() for event in own}
        for event in there or ():
            if isinstance(event, CARRIED):
                again = event.model_copy(update={"call": self.id})
                if again.to_json() not in known:  # it was told there again after it was told here
                    self._publish(again)
            elif isinstance(event, CallQueued) and event.queue != place.queue:
                changed = {"queue": event.queue, "priority": event.priority, "seat": event.seat}
                place = place.model_copy(update=changed)
        return place
