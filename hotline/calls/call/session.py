"""One call, one owner task: everything that happens to a call happens through its session."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from typing import Any

from contracts import HANDED_OVER, CallEnded, CallStarted, Event, KeyPressed, Leg
from contracts.dialogue import Route
from hotline.calls.after.after_talk import AfterTalk
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.asking import Asking
from hotline.calls.call.dialogue.call_hearings import CallHearings
from hotline.calls.call.endings import By, End, Endings
from hotline.calls.call.found import route_of, talk_of, waited_since
from hotline.calls.call.happened import happened
from hotline.calls.call.inbox import AgentGone, CallEndedError, CallerGone, CallInbox, EndCall, Leave
from hotline.calls.call.parts import CallParts
from hotline.calls.call.queue.waiting import Waiting
from hotline.calls.call.talking import Onward, Talking
from hotline.calls.call.told import Told
from hotline.calls.control.handed_on import HandedOn
from hotline.calls.control.talk import Talk
from hotline.records.masking.masking import mask_number
from telephony.ari.client import AriError
from telephony.ari.events import AriEvent, PlaybackFinished, StasisEnd
from telephony.ari.switchboard import Incoming, Ownership, Switchboard
from telephony.calls.call import Call
from telephony.calls.inventory import BridgedCall, WaitingCall
from telephony.calls.names import is_call_out
from telephony.calls.place import Meant

log = logging.getLogger(__name__)


class CallSession:
    """A citizen's call, from ring to end (or from adoption to end)."""

    def __init__(self, parts: CallParts, switchboard: Switchboard, call: Call) -> None:
        self.inbox = CallInbox()
        self.call = call
        self.agent: str | None = None
        self._parts = parts
        self._floor = parts.floor
        self._hearings = CallHearings(parts.hearings, call.id, call.rate)
        self._context = CallContext(call, self.inbox, self._publish)
        self._channels = Ownership(switchboard, self.on_ari)
        self._endings = Endings()
        self._told, self._handed_on = Told(), HandedOn()
        self._asking: Asking | None = None
        self._waiting: Waiting | None = None
        self._talking: Talking | None = None
        self._parted: list[Talking] = []
        """Conversations that are over, whose last sentences may still be read."""
        self.number = self._dialled = ""
        """The citizen's; empty for who withholds it, or was found talking."""
        self._moved = False
        """Whether they came from another machine."""
        self._channels.own(call.id)

    @property
    def id(self) -> str:
        return self.call.id

    @property
    def talks(self) -> bool:
        """Whether caller and agent talk, or one is on hold."""
        return self._talking is not None

    def on_ari(self, event: AriEvent) -> None:
        """Every ARI event of this call's channels and playbacks, on the event loop."""
        if self._gone_on and isinstance(event, StasisEnd) and not self._endings.due(self.id):
            return  # they go to another machine: the channel is there still
        if isinstance(event, PlaybackFinished):
            self._channels.disown(event.playback)
        message = happened(event, self.id, self._endings)
        if isinstance(message, KeyPressed):
            self._publish(message)
        if message is not None:
            self.inbox.put(message)

    @property
    def _gone_on(self) -> str:
        """Why the call is over here: on the way to another machine, or taken in there, and Asterisk alone has
        the caller; else empty."""
        return "" if self._waiting is None else self._waiting.gone_on

    async def run(self, incoming: Incoming) -> None:
        """The whole way of a new call. Never raises but for cancellation."""
        self.number, self._dialled = incoming.caller, incoming.dialled
        self._parts.callbacks.calls_again(self.id, incoming.caller)

        async def live() -> End:
            masked = mask_number(incoming.caller)
            self._publish(CallStarted(call=self.id, caller=masked, dialled=incoming.dialled))
            return await self._new_call()

        await self._guarded(live)

    async def run_adopted(self, conversation: BridgedCall, past: Sequence[Event]) -> None:
        """A conversation that went on without us: listen again, watch its end. `past` is its record."""
        self._remember(conversation.number, past)
        found = talk_of(conversation, past, self._parts.partners)
        self.agent = conversation.agent
        self._channels.own(conversation.agent_channel)
        place = conversation.place
        queue, waited_s = (place.queue, waited_since(place)) if place is not None else (None, None)
        self._floor.adopted(self.id, conversation.agent, queue, waited_s)

        async def talk() -> End:
            ended: list[Leg] = []
            try:
                ended = await self.call.adopt(conversation.agent_channel, conversation.consulted_channel)
                if "caller" in ended:
                    return "caller", ""
                if "agent" not in ended:
                    await self.call.mute(found.muted)
            except AriError as error:
                self._context.fault(
                    "ari", error, "通话继续 / the conversation goes on; it is listened to without its events"
                )
            gone = await self._talk(found, adopted=True, ended=ended)
            if not isinstance(gone, Onward):
                return gone
            route = self._parts.guide.fallback(self._dialled) if place is None else route_of(place)
            waited_s = None if place is None else waited_since(place)
            route, meant = gone.route(route, self._floor, self.id), gone.meant(self._parts.telephony)
            return await self._to_an_agent(route, waited_s, meant, gone.lost)

        await self._guarded(talk)

    async def run_waiting(self, found: WaitingCall, past: Iterable[Event]) -> None:
        """A caller who waited while no service was there: goes on waiting in the same place."""
        self._remember(found.number, past)

        async def wait() -> End:
            if not await self.call.watch():
                return "caller", ""
            return await self._to_an_agent(
                route_of(found.place), waited_since(found.place), found.place.meant
            )

        await self._guarded(wait)

    async def run_to_human(self, error: Exception) -> None:
        """A caller who waited, of whom nothing can be found out: a human takes over."""

        async def fail() -> End:
            raise error

        await self._guarded(fail)

    async def _new_call(self) -> End:
        parts, guide = self._parts, self._parts.guide
        machine = guide.machine(self.id, self.number, self._dialled)
        asks = guide.second_opinion(), guide.meaning(), guide.cases(self.id)
        self._asking = Asking(self._context, machine, parts.prompts, self._hearings, *asks)
        decision = await self._asking.run(guide.fallback(self._dialled))
        if not isinstance(decision, Route):
            return "service", ""
        self._asking.let_finish()
        return await self._to_an_agent(decision, parts.callbacks.waited_s(self.id))

    async def _to_an_agent(
        self, route: Route, waited_s: float | None = None, meant: Meant | None = None, lost: str | None = None
    ) -> End:
        """The queue, then the conversation, and so on for as long as agents hand the caller on. `waited_s`:
        seconds waited before a restart; `meant`: to whom they were given; `lost`: who was lost in a call."""
        asking = self._asking
        of_call = self._context, self._channels, self._parts, self._hearings
        waiting = self._waiting = Waiting(*of_call, lambda: self._movable, self._lost)
        speaker = None if asking is None else asking.speaker
        while True:
            speaking = lambda: asking is not None and asking.speaking  # noqa: E731
            self.agent = await waiting.run(route, speaker, self.number, speaking, waited_s, meant, lost)
            if self.agent is None:
                return "service", waiting.left_as
            route = waiting.route
            try:
                gone = await self._talk(Talk(self.agent))
                if not isinstance(gone, Onward):
                    return gone
                route = gone.route(route, self._floor, self.id)
                meant, lost = gone.meant(self._parts.telephony), gone.lost
            except AriError as error:
                # The agent hung up again before the bridge: the caller goes on waiting.
                self._context.fault("agent", error, "市民回到队列 / caller put back into the queue")
                await self._part()
            # Back in line at the place in time they had; that releases the agent, too.
            route = replace(route, say="")

    @property
    def _movable(self) -> bool:
        """Whether an agent of another machine may have the caller: whom agents here have had is theirs, and
        nobody is sent from machine to machine more than once."""
        return not self._parted and not self._moved and not is_call_out(self.id)

    def _lost(self, gone: CallerGone) -> bool:
        """Whether a caller who waited is gone with a machine, and did not hang up: of who came from another
        one Asterisk says no more than that nobody answers there."""
        return gone.lost or (self._moved and gone.by == "network")

    async def _talk(self, talk: Talk, *, adopted: bool = False, ended: Sequence[Leg] = ()) -> End | Onward:
        if self._asking is not None:
            await self._asking.close()
        self._talking = Talking(self._context, self._hearings, self._parts, self._channels, talk, self.number)
        gone = await self._talking.run(adopted=adopted, ended=ended)
        if isinstance(gone, Onward):
            await self._part()
            return gone
        self.agent = self._talking.talk.agent
        return await self._after_talk(gone, self.agent)

    async def _after_talk(self, gone: AgentGone, agent: str) -> End:
        """The citizen may be asked how it was; who wants somebody again, or is in danger, waits again."""
        route, of_call = None, (self._context, self._parts, self._hearings, self._told)
        foreign = self._waiting is not None and self._waiting.route.foreign
        if not foreign and (after := AfterTalk.due(*of_call, gone, agent, self.number)) is not None:
            await self._part()
            self._asking = after.asking
            route = await after.run()
        return (gone.by, gone.cause) if route is None else await self._to_an_agent(route)

    async def _part(self) -> None:
        """No agent has the call any more; the caller is still there."""
        if self.call.agent_channel is not None:
            self._channels.disown(self.call.agent_channel)
        talking, self.agent, self._talking = self._talking, None, None
        if talking is not None:
            await talking.let_go()
        await self.call.part()
        if talking is not None:
            # Beside the wait: the caller hears music at once, however long the last sentences are read.
            talking.let_finish()
            self._parted.append(talking)

    def _publish(self, event: Event) -> None:
        for one in self._handed_on.with_state(event):
            self._hearings.count(one)
            self._parts.publish(self._told.with_earlier(one))

    def _remember(self, number: str, past: Iterable[Event]) -> None:
        """What this call has told before a restart, and whose it is; `number` may be empty."""
        self.number = number
        self._parts.guide.know(self.id, number)
        for event in past:
            self._moved |= isinstance(event, CallStarted) and event.moved_from is not None
            self._hearings.count(event)
            self._told.with_earlier(event)
            self._handed_on.with_state(event)

    async def _guarded(self, life: Callable[[], Coroutine[Any, Any, End]]) -> None:
        """Runs the call's life and takes down what is left, whatever happened."""
        by: By = "service"
        cause, started = "", time.monotonic()
        try:
            by, cause = await life()
        except CallEndedError as end:
            match end.message:
                case CallerGone(text, ended_by):
                    by, cause = ended_by, self._left_as or text
                case EndCall(ended_by, why):
                    by, cause = ended_by, why
                case Leave():
                    await self._leave()
                    return
        except Exception as error:
            # No failure of ours may drop a caller: whatever it was, a human takes over.
            log.exception("call %s failed", self.id)
            if self._talking is not None and not self._talking.alone:
                self._context.fault("call", error, "通话继续，没有文字 / the conversation goes on without us")
                await self._let_go()
                return
            self._context.fault("call", error, "转到备用队列 / caller sent to the dialplan's queue")
            if await self._to_human():
                self._end_quietly("network", f"{HANDED_OVER}: {error}")
                await self._take_down(caller=False)
                return
            by, cause = "network", str(error)
        await self._take_down(caller=not self._gone_on)
        self._end_quietly(by, cause)
        log.info("call %s ended by %s after %.1f s", self.id, by, time.monotonic() - started)

    @property
    def _left_as(self) -> str:
        """Who is booked, or has left a message, may hang up before they are told so."""
        return self._waiting.hung_up_as if self._talking is None and self._waiting is not None else ""

    async def _leave(self) -> None:
        """Ordered shutdown: a conversation goes on without us, anybody else goes to a human."""
        if self._talking is not None and not self._talking.alone:
            await self._let_go()
            return
        await self._take_down(caller=not await self._to_human())
        # Who is on the way to another machine is counted there.
        self._end_quietly("service", self._gone_on or f"{HANDED_OVER} at shutdown")

    async def _let_go(self) -> None:
        """The conversation goes on in Asterisk; nothing of ours listens any more."""
        if self._asking is not None:
            await self._asking.last_words()
        if self._talking is not None:
            await self._talking.leave_running()
        await self._parted_words()

    async def _parted_words(self) -> None:
        await asyncio.gather(*(talking.close() for talking in self._parted))

    async def _to_human(self) -> bool:
        if self._gone_on:  # Asterisk has them already
            return True
        try:
            await self.call.ways.to_human()
        except AriError as error:
            log.warning("caller %s could not be handed over: %s", self.id, error)
            return False
        return True

    async def _take_down(self, *, caller: bool) -> None:
        agent_channel = self.call.agent_channel
        if self._talking is not None:
            self.agent = self._talking.talk.agent
            await self._talking.let_go()
        # First the ringing ends, then the agent counts as free.
        await self.call.stop_ringing()
        self._floor.leave(self.id)
        if self._asking is not None:
            await self._asking.close()
        if self._talking is not None:
            await self._talking.stop()
        await self.call.release(caller=caller)
        # After the legs are down: nobody waits on a dead line for the last words to be recognised.
        for phase in (self._asking, self._waiting):
            if phase is not None:
                await phase.last_words()
        if self._talking is not None:
            await self._talking.close()
        await self._parted_words()
        if self.agent is not None:
            self._floor.finished(self.id, self.agent)
        self._channels.disown(self.id, *([agent_channel] if agent_channel else []))

    def _end_quietly(self, by: By, cause: str) -> None:
        self._publish(CallEnded(call=self.id, by=by, cause=cause))
