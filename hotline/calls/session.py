"""One call, one owner task: everything that happens to a call happens through its session."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from asr import Hearing
from contracts import (
    HANDED_OVER,
    CallEnded,
    CallStarted,
    Event,
    Fault,
    KeyPressed,
    Leg,
    TranscriptFinal,
    TranscriptPartial,
)
from contracts.dialogue import HangUp, Route
from hotline.calls.asking import Asking, AskOpinion, Machine, Switch, no_opinion
from hotline.calls.inbox import (
    AgentGone,
    AgentUp,
    AnnouncementDone,
    CallEndedError,
    CallerGone,
    EndCall,
    Inbox,
    Leave,
)
from hotline.calls.talking import Talking
from hotline.calls.waiting import Waiting
from hotline.records.masking.masking import mask_number
from telephony.ari.client import Ari, AriError
from telephony.ari.events import (
    AriEvent,
    ChannelDestroyed,
    DtmfReceived,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)
from telephony.ari.switchboard import Incoming, Switchboard
from telephony.calls.call import Call
from telephony.calls.inventory import Conversation
from telephony.calls.media import MediaServer
from telephony.distributor.floor import Floor
from telephony.settings import TelephonySettings
from telephony.sound.prompts import PromptLibrary

log = logging.getLogger(__name__)

By = Literal["caller", "agent", "service", "network"]
KEYS = frozenset("0123456789*#ABCD")


@dataclass(frozen=True, slots=True)
class House:
    """What every session uses. Built once, in `hotline.service`."""

    ari: Ari
    media: MediaServer
    switchboard: Switchboard
    floor: Floor
    prompts: PromptLibrary
    telephony: TelephonySettings
    publish: Callable[[Event], None]
    make_hearing: Callable[[str, Leg, int, Callable[[Event], None], int, str | None], Hearing]
    """(call, leg, rate in Hz, emit, number of the first utterance, id of the language or None)"""
    switch: Switch
    """Hears a leg in another language."""
    make_machine: Callable[[str, str], Machine]
    """(call, the caller's number) -> the conversation with them."""
    waiting_text: Callable[[int, bool], str]
    """(place in the queue, whether anybody serves it now) -> what a waiting caller is told."""
    fallback: Callable[[], Route]
    """Where a caller goes when the dialogue cannot be held."""
    ask_opinion: Callable[[], AskOpinion] = lambda: no_opinion
    """Who is asked for a second opinion in a call that begins now."""


class Session:
    """A citizen's call, from ring to end (or from adoption to end)."""

    def __init__(self, house: House, channel: str, rate: int) -> None:
        self.house = house
        self.inbox = Inbox()
        self.call = Call(house.ari, house.media, house.switchboard.arrivals, channel, rate)
        self.agent: str | None = None
        self._asking: Asking | None = None
        self._talking: Talking | None = None
        self._number = ""
        self._next_utterance: dict[Leg, int] = {"caller": 0, "agent": 0}
        house.switchboard.own(channel, self.on_ari)

    @property
    def id(self) -> str:
        return self.call.id

    def on_ari(self, event: AriEvent) -> None:
        """Every ARI event of this call's channels and playbacks, on the event loop."""
        match event:
            case ChannelDestroyed(channel, _, text) if channel.id == self.id:
                self.inbox.put(CallerGone(text))
            case StasisEnd(channel) if channel.id == self.id:
                self.inbox.put(CallerGone("left the application"))
            case StasisStart(channel, _):
                self.inbox.put(AgentUp(channel.id))
            case ChannelDestroyed(channel, _, text):
                self.inbox.put(AgentGone(channel.id, text))
            case DtmfReceived(channel, digit) if channel.id == self.id and digit in KEYS:
                key = KeyPressed(call=self.id, digit=digit)
                self.house.publish(key)
                self.inbox.put(key)
            case PlaybackFinished(playback, _):
                self.house.switchboard.disown(playback)
                self.inbox.put(AnnouncementDone(playback))
            case _:
                pass

    async def run(self, incoming: Incoming) -> None:
        """The whole way of a new call. Never raises but for cancellation."""
        self._number = incoming.caller

        async def live() -> By:
            self.house.publish(
                CallStarted(call=self.id, caller=mask_number(incoming.caller), dialled=incoming.dialled)
            )
            return await self._new_call()

        await self._guarded(live)

    async def run_adopted(self, conversation: Conversation, past: Iterable[Event]) -> None:
        """A conversation that went on without us: listen again, watch its end. `past` is its record."""
        for event in past:
            self._count(event)
        self.agent = conversation.agent
        self.house.switchboard.own(conversation.agent_channel, self.on_ari)
        self.house.floor.answered(self.id, conversation.agent)

        async def talk() -> By:
            try:
                await self.call.adopt(conversation.agent_channel)
            except AriError as error:
                if error.status in (404, 422):
                    return "agent"
                self._fault("ari", error, "the conversation goes on; it is listened to without its events")
            return await self._talk(adopted=True)

        await self._guarded(talk)

    async def _new_call(self) -> By:
        house = self.house
        self._asking = Asking(
            self.call,
            house.make_machine(self.id, self._number),
            house.prompts,
            self._make_hearing,
            self._publish,
            self.inbox,
            house.switch,
            house.ask_opinion(),
        )
        decision = await self._asking.run(house.fallback())
        if isinstance(decision, HangUp):
            return "service"
        waiting = Waiting(
            self.call,
            house.floor,
            house.switchboard,
            house.prompts,
            house.publish,
            self.inbox,
            self.on_ari,
            ring_s=house.telephony.ring_s,
            announce_s=house.telephony.announce_s,
            waiting_text=house.waiting_text,
        )
        if self._asking.hearing is not None:
            self._asking.hearing.cancel()
        while True:
            self.agent = await waiting.run(decision, self._asking.speaker, self._number)
            try:
                return await self._talk()
            except AriError as error:
                # The agent hung up again before the bridge: the caller goes on waiting, ahead of equals.
                self._fault("agent", error, "caller put back into the queue")
                if self.call.agent_channel is not None:
                    house.switchboard.disown(self.call.agent_channel)
                await self.call.stop_ringing()
                house.floor.finished(self.agent)
                self.agent, self._talking = None, None
                decision = Route(decision.queue, decision.priority + 1)

    async def _talk(self, *, adopted: bool = False) -> By:
        assert self.agent is not None
        if self._asking is not None:
            await self._asking.close()
        self._talking = Talking(self.call, self._make_hearing, self._publish, self.inbox)
        return await self._talking.run(self.agent, adopted=adopted)

    def _make_hearing(self, leg: Leg, emit: Callable[[Event], None]) -> Hearing:
        """Each leg's utterances are numbered through, from the greeting to the last goodbye.

        The caller is heard in the language they chose, by the agent's side too.
        """
        chosen = self._asking.language if self._asking is not None and leg == "caller" else None
        return self.house.make_hearing(self.id, leg, self.call.rate, emit, self._next_utterance[leg], chosen)

    def _publish(self, event: Event) -> None:
        self._count(event)
        self.house.publish(event)

    def _count(self, event: Event) -> None:
        if isinstance(event, TranscriptPartial | TranscriptFinal):
            self._next_utterance[event.leg] = max(self._next_utterance[event.leg], event.utterance + 1)

    async def _guarded(self, life: Callable[[], Coroutine[Any, Any, By]]) -> None:
        """Runs the call's life and takes down what is left, whatever happened."""
        by: By = "service"
        cause = ""
        started = time.monotonic()
        try:
            by = await life()
        except CallEndedError as end:
            match end.message:
                case CallerGone(text):
                    by, cause = "caller", text
                case EndCall():
                    by, cause = "agent", "ended from the desk"
                case Leave():
                    await self._leave()
                    return
        except Exception as error:
            # No failure of ours may drop a caller: whatever it was, a human takes over.
            log.exception("call %s failed", self.id)
            if self._talking is not None:
                self._fault("call", error, "the conversation goes on without us")
                await self._let_go()
                return
            self._fault("call", error, "caller sent to the dialplan's queue")
            if await self._to_human():
                self._end_quietly("network", f"{HANDED_OVER}: {error}")
                await self._take_down(caller=False)
                return
            by, cause = "network", str(error)
        await self._take_down(caller=True)
        self._end_quietly(by, cause)
        log.info("call %s ended by %s after %.1f s", self.id, by, time.monotonic() - started)

    async def _leave(self) -> None:
        """Ordered shutdown: a conversation goes on without us, anybody else goes to a human."""
        if self._talking is not None:
            await self._let_go()
            return
        handed = await self._to_human()
        await self._take_down(caller=not handed)
        self._end_quietly("service", f"{HANDED_OVER} at shutdown")

    async def _let_go(self) -> None:
        """The conversation goes on in Asterisk; nothing of ours listens any more."""
        if self._talking is not None:
            await self._talking.close()
        await self.call.leave_running()

    async def _to_human(self) -> bool:
        try:
            await self.call.to_human()
        except AriError as error:
            log.warning("caller %s could not be handed over: %s", self.id, error)
            return False
        return True

    async def _take_down(self, *, caller: bool) -> None:
        agent_channel = self.call.agent_channel
        # First the ringing ends, then the agent counts as free.
        await self.call.stop_ringing()
        self.house.floor.leave(self.id)
        if self._asking is not None:
            await self._asking.close()
        await self.call.release(caller=caller)
        if self._talking is not None:
            # After the legs are down: nobody waits on a dead line for the last words to be recognised.
            await self._talking.close()
        if self.agent is not None:
            self.house.floor.finished(self.agent)
        self.house.switchboard.disown(self.id, *([agent_channel] if agent_channel else []))

    def _end_quietly(self, by: By, cause: str) -> None:
        self.house.publish(CallEnded(call=self.id, by=by, cause=cause))

    def _fault(self, part: str, message: object, done: str) -> None:
        self.house.publish(Fault(call=self.id, part=part, message=str(message), done=done))
