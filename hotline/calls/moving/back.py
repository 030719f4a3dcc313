"""A caller who is back from another machine: they were not taken in there, or it is lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Sequence

from contracts import Bridged, CallQueued, CameBack, Event
from hotline.calls.call.dialogue.speaker import FILE_HZ
from hotline.calls.call.endings import End
from hotline.calls.call.found import route_of, waited_since
from hotline.calls.call.session import CallSession
from hotline.calls.moving.session import CARRIED, STORY_S
from telephony.ari.client import AriError
from telephony.ari.switchboard import Incoming
from telephony.calls.place import Place
from telephony.sound.prompts import SynthesisError

TAKEN_BACK = "对方的线路中断了，请不要挂机，您仍在原来的位置，马上为您转接。"


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
                await self._say()
            return await self._to_an_agent(route_of(stands), waited_since(stands), stands.meant)

        try:
            await self._guarded(wait)
        finally:
            self._channels.disown(self._said)

    @property
    def _said(self) -> str:
        """The playback's id."""
        return f"announce.back.{self.id}"

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

    async def _say(self) -> None:
        """Over the music."""
        try:
            file = await self._parts.prompts.file(TAKEN_BACK, FILE_HZ)
            self._channels.own(self._said)
            await self.call.announce([str(file.with_suffix(""))], self._said)
        except (SynthesisError, AriError) as error:
            self._context.fault("nodes", error, "市民只听到音乐 / the caller hears music only")
