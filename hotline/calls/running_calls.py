"""All calls of this node: new ones, adopted ones, and what becomes of them when a part goes away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from contracts import Event
from hotline.calls.after.followups.round import FollowupRound
from hotline.calls.after.followups.session import FollowUpSession
from hotline.calls.call.inbox import EndCall, EndTalk, Leave, PhoneGone, Returned
from hotline.calls.call.parts import CallParts
from hotline.calls.call.session import CallSession
from hotline.calls.callbacks.round import Round
from hotline.calls.callbacks.session import CallBackSession
from hotline.calls.control.requests import ASTERISK_FAILED, NOT_TALKING, Asked, Refused, Request
from hotline.calls.moving.back import BackSession
from hotline.calls.moving.session import MovedSession
from hotline.records.database.screening.table import caller_key
from telephony.ari.client import Ari, AriError
from telephony.ari.events import PlaybackFinished
from telephony.ari.switchboard import Incoming, Switchboard
from telephony.calls import inventory
from telephony.calls.call import Call
from telephony.calls.media.server import MediaServer
from telephony.calls.place import noted

log = logging.getLogger(__name__)

LEAVE_TIMEOUT_S = 8.0
REPLY_S = 6.0
"""A little more than a request to Asterisk may take."""
NARROW_HZ = 8000


@dataclass(slots=True)
class _Line:
    session: CallSession
    task: asyncio.Task[None]


class RunningCalls:
    """Owns every session and its task."""

    def __init__(self, ari: Ari, media: MediaServer, parts: CallParts) -> None:
        self._ari = ari
        self._media = media
        self._parts = parts
        self.switchboard = Switchboard(self.incoming, parts.floor.device)
        """Every ARI event goes in here."""
        self.ready = asyncio.Event()
        """Set while calls can be taken, not while Asterisk is away or this machine drains."""
        self.standing = False
        """Whether Asterisk is there, and all that stands in it is known."""
        self.draining = False
        """Whether new calls go elsewhere."""
        self.on_end: Callable[[], None] = lambda: None
        """Called whenever a call is over."""
        self._began = ""
        """When the Asterisk was started that was seen last."""
        self._lines: dict[str, _Line] = {}
        self._leaving = False

    @property
    def sessions(self) -> dict[str, CallSession]:
        return {call: line.session for call, line in self._lines.items()}

    def stand(self, standing: bool) -> None:
        """Asterisk is there and all that stands in it is known, or it is away."""
        self.standing = standing
        self._judge()

    def drain(self, draining: bool) -> None:
        """From now on new calls go elsewhere, and none is made; or they are taken again. Those that are there
        go on."""
        if draining != self.draining:
            log.info("this machine drains" if draining else "this machine takes calls again")
        self.draining = draining
        self._judge()

    def _judge(self) -> None:
        if self.standing and not self.draining:
            self.ready.set()
        else:
            self.ready.clear()

    def incoming(self, incoming: Incoming) -> None:
        """A citizen's call has entered the application."""
        channel, rate = incoming.channel, incoming.rate
        match incoming.came:
            case "moved":
                moved = MovedSession(self._parts, self.switchboard, self._call(channel, rate))
                self._run(moved, moved.run_moved(incoming))
            case "returned":
                back = BackSession(self._parts, self.switchboard, self._call(channel, rate))
                self._run(back, self._waits_on(back, incoming))
            case "caller":
                session = self._session(channel, rate)
                self._run(session, session.run(incoming))
        if self._leaving:
            self._lines[channel].session.inbox.put(Leave())

    async def _waits_on(self, session: BackSession, incoming: Incoming) -> None:
        """Who had been sent to another machine, and is back: in the old place."""
        try:
            place = await noted(self._ari, incoming.channel)
        except AriError as error:
            await session.run_to_human(error)
            return
        if place is None:
            await session.run(incoming)
        else:
            await session.run_back(incoming, place)

    def on_line(self, number: str) -> bool:
        """Whether a citizen of that number is in a call of ours, or is being called."""
        key = caller_key(number)
        return any(caller_key(line.session.number) == key for line in self._lines.values())

    def call_back(self, round: Round) -> CallBackSession:
        """A citizen is to be called back; the call is in line for an agent."""
        session = CallBackSession(self._parts, self.switchboard, self._call(round.id, NARROW_HZ), round)
        self._run(session, session.run_round())
        return session

    def follow_up(self, round: FollowupRound) -> FollowUpSession:
        """A citizen is called and asked how it was."""
        session = FollowUpSession(self._parts, self.switchboard, self._call(round.id, NARROW_HZ), round)
        self._run(session, session.run_round())
        return session

    def end(self, call: str, agent: str) -> bool:
        """Ends a call on behalf of an agent (who may, the desk has checked); False when it is over."""
        line = self._lines.get(call)
        if line is None:
            return False
        log.info("%s ends call %s", agent, call)
        line.session.inbox.put(EndTalk() if line.session.talks else EndCall())
        return True

    def phone_gone(self, account: str) -> None:
        """The page that was this telephone is gone: whoever talks by it is put back."""
        for line in self._lines.values():
            line.session.inbox.put(PhoneGone(account))

    def _back_already(self, session: CallSession) -> None:
        """Who went to another machine may be back before their call has come to its end here."""
        for message in session.inbox.unread():
            if isinstance(message, Returned):
                call = session.call
                came = Incoming(call.id, session.number, "", call.rate, "returned", back=message.back)
                self.incoming(came)

    async def ask(self, call: str, agent: str, request: Request) -> None:
        """Does something with a call that runs, on behalf of an agent (who may, the desk has checked).
        Raises Refused."""
        line = self._lines.get(call)
        if line is None or not line.session.talks:
            raise Refused(NOT_TALKING)
        log.info("%s asks of call %s: %s", agent, call, request)
        reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.session.inbox.put(Asked(request, agent, reply))
        await asyncio.wait({reply, line.task}, timeout=REPLY_S, return_when=asyncio.FIRST_COMPLETED)
        if not reply.done():
            reply.cancel()
            raise Refused(NOT_TALKING if line.task.done() else ASTERISK_FAILED)
        reply.result()

    async def reconcile(self, past: Callable[[str], Awaitable[Sequence[Event]]]) -> set[str] | None:
        """After each (re)connection to ARI, which replays nothing: look what stands, and put it right.

        Our calls that are gone end; conversations that nobody owns are adopted; who waited keeps the place;
        other callers whom nobody serves go to a human; leftovers are taken down. `past(call)` is the record
        of a call. Returns the ids of all channels that stood; None when Asterisk could not be asked.
        """
        ari = self._ari
        # Before the look: what comes while we look is not in the lists, and is not gone.
        owned = self.switchboard.owned()
        try:
            found = await inventory.take(ari)
        except AriError as error:
            log.warning("cannot look at Asterisk's channels: %s", error)
            return None
        died, self._began = self._began not in ("", found.began), found.began
        for channel in owned:
            if channel.startswith("announce."):
                # Whether it ended meanwhile is not told; at worst the music starts a little early.
                self.switchboard.handle(PlaybackFinished(channel, failed=True))
            elif channel not in found.channels:
                self.switchboard.lost(channel, died=died)
            else:
                await self._subscribe(channel)
        ours = set(self._lines)
        found.stranded = [channel for channel in found.stranded if channel not in ours]
        found.waiting = [waiting for waiting in found.waiting if waiting.call not in ours]
        found.orphans = [
            channel for channel in found.orphans if channel not in ours and not _serves(channel, ours)
        ]
        found.bridges = [bridge for bridge in found.bridges if not _serves(bridge, ours)]
        saved = await inventory.save_stranded(ari, found)
        await inventory.sweep(ari, found)
        await self._take_over(found, past)
        if saved or found.conversations or found.waiting or found.orphans:
            log.info(
                "in Asterisk: %d conversations running, %d callers waiting, %d sent to a human, %d leftovers "
                "removed",
                len(found.conversations),
                len(found.waiting),
                saved,
                len(found.orphans),
            )
        return found.channels

    async def _take_over(
        self, found: inventory.Inventory, past: Callable[[str], Awaitable[Sequence[Event]]]
    ) -> None:
        """Conversations first: whoever talks is not offered to those who wait."""
        for conversation in found.conversations:
            events = await past(conversation.call) if conversation.call not in self._lines else []
            if conversation.call not in self._lines:
                session = self._session(conversation.call, NARROW_HZ)
                self._run(session, session.run_adopted(conversation, events))
        for waiting in found.waiting:
            events = await past(waiting.call)
            if waiting.call not in self._lines:
                session = self._session(waiting.call, NARROW_HZ)
                self._run(session, session.run_waiting(waiting, events))

    async def leave(self) -> None:
        """Ordered shutdown: conversations go on in Asterisk, everybody else goes to a human."""
        self._leaving = True
        for line in self._lines.values():
            line.session.inbox.put(Leave())
        tasks = [line.task for line in self._lines.values()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=LEAVE_TIMEOUT_S)
            for task in late:
                task.cancel()

    def _session(self, channel: str, rate: int) -> CallSession:
        return CallSession(self._parts, self.switchboard, self._call(channel, rate))

    def _call(self, channel: str, rate: int) -> Call:
        return Call(self._ari, self._media, self.switchboard.arrivals, channel, rate)

    async def _subscribe(self, channel: str) -> None:
        try:
            await self._ari.subscribe(f"channel:{channel}")
        except AriError as error:
            log.warning("no events of channel %s: %s", channel, error)

    def _run(self, session: CallSession, life: Awaitable[None]) -> None:
        async def run() -> None:
            try:
                await life
            except Exception:
                log.exception("call %s was not taken down in order", session.id)
            finally:
                self._lines.pop(session.id, None)
                self.on_end()
                if session.inbox.over is None:
                    self._back_already(session)

        self._lines[session.id] = _Line(session, asyncio.create_task(run(), name=f"call {session.id}"))


def _serves(name: str, calls: set[str]) -> bool:
    """Whether a channel or bridge with one of our names belongs to one of these calls."""
    return any(name.endswith(f".{call}") for call in calls)
