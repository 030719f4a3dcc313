"""A caller who is back from another machine: they were not taken in there, or it is lost."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from contracts import Bridged, CallQueued, CameBack, Event
from hotline.calls.call.endings import End
from hotline.calls.call.found import route_of, waited_since
from hotline.calls.call.session import CallSession
from hotline.calls.moving.session import STORY_S, carried
from telephony.ari.client import AriError
from telephony.ari.switchboard import Incoming
from telephony.calls.place import Place

Reading = asyncio.Task[Sequence[Event]] | asyncio.Task[Sequence[Event] | None]
log = logging.getLogger(__name__)

TAKEN_BACK = "线路中断了，您仍在原来的位置，马上为您转接，请稍候。"


class BackSession(CallSession):
    """From where Asterisk gives them back. Another session had sent them, perhaps of a service before us."""

    async def run_back(self, incoming: Incoming, place: Place) -> None:
        """They wait in the place that they had. Never raises but for cancellation."""
        back = incoming.back
        self.number = incoming.caller
        self._parts.guide.know(self.id, self.number)
        own = asyncio.create_task(self._parts.elsewhere.story(self.id), name=f"story of {self.id}")
        there: Reading | None = None
        if back.lost:
            reading = self._parts.elsewhere.story_there(self.id, back.node)
            there = asyncio.create_task(reading, name=f"story of {self.id} at {back.node}")

        async def wait() -> End:
            if not await self.call.watch():
                return "caller", ""
            with contextlib.suppress(AriError):  # who is in line is tried to be played it again
                await self.call.start_music()
            await asyncio.wait({own} if there is None else {own, there}, timeout=STORY_S)
            self.inbox.check()
            self._remember(self.number, _read(own))
            stands = place
            if there is not None:
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

        try:
            await self._guarded(wait)
        finally:
            own.cancel()
            if there is not None:
                there.cancel()

    def _taken_back(self, place: Place, node: str, own: Reading, there: Reading) -> Place:
        """Tells that they are back, and what was said there, or as soon as that is read. Returns where they
        wait: also who came into another queue there, or is an emergency since, has that place."""
        if there.done():
            told = there.result()
            self._publish(CameBack(call=self.id, node=node, answered=_answered(_read(own), told)))
            self._tell(_read(own), told or ())
            return _stood(place, told or ())
        log.warning("what was said in call %s at %s is told as soon as it is read", self.id, node)
        answered = _answered(_read(own), ())
        self._publish(CameBack(call=self.id, node=node, answered=answered))

        def late(there: Reading) -> None:
            if there.cancelled() or there.exception() is not None:
                return
            told = there.result()
            if not answered and _answered(_read(own), told):
                self._publish(CameBack(call=self.id, node=node, answered=True))
            self._tell(_read(own), told or ())

        there.add_done_callback(late)
        return place

    def _tell(self, before: Iterable[Event], there: Iterable[Event]) -> None:
        known = {event.to_json() for event in before}
        for event in carried(there, self.id):
            if event.to_json() not in known:  # it was told there again after it was told here
                self._publish(event)


def _read(story: Reading) -> Sequence[Event]:
    """As far as it is read."""
    return (story.result() or ()) if story.done() else ()


def _answered(before: Iterable[Event], there: Iterable[Event] | None) -> bool:
    """Whether the call counts as answered already; also where what was told there cannot be read."""
    return (
        there is None
        or any(isinstance(event, Bridged) for event in (*before, *there))
        or any(isinstance(event, CameBack) and event.answered for event in before)
    )


def _stood(place: Place, there: Iterable[Event]) -> Place:
    """Where they stood there last. Who was an emergency stays one: earlier versions do not say it."""
    last = next((event for event in reversed([*there]) if isinstance(event, CallQueued)), None)
    if last is None:
        return place
    emergency = place.emergency or last.emergency
    if last.queue == place.queue:
        return place.model_copy(update={"emergency": emergency})
    moved = {"queue": last.queue, "priority": last.priority, "seat": last.seat, "emergency": emergency}
    return place.model_copy(update=moved)
