"""One call-back: first an agent, then the citizen is dialled, and who answers is asked."""

from __future__ import annotations

from dataclasses import replace

from contracts import CallStarted, Tried
from contracts.dialogue import HangUp, Last, Route
from hotline.calls.call.call_out import CallOut
from hotline.calls.call.dialogue.asking import Asking
from hotline.calls.call.endings import End
from hotline.calls.call.found import waited_since
from hotline.calls.call.inbox import AgentGone, CallEndedError, CallerGone
from hotline.calls.call.parts import CallParts
from hotline.calls.call.queue.ringing import Ringing
from hotline.calls.call.talking import Onward
from hotline.calls.callbacks.round import Round
from hotline.calls.control.talk import Talk
from ivr.dialogue.callbacks.reached import DECLINED
from telephony.ari.client import AriError
from telephony.ari.switchboard import Switchboard
from telephony.calls.call import Call
from telephony.calls.dialler import LinesBusy, NotAllowed

GONE = 404
"""Of an agent's channel: they have hung up."""


class CallBackSession(CallOut):
    """Begins with an agent."""

    def __init__(self, parts: CallParts, switchboard: Switchboard, call: Call, round: Round) -> None:
        super().__init__(parts, switchboard, call, round.number)
        self._round = round
        self._stopped = self._told_reached = False

    async def run_round(self) -> None:
        """The whole way. Never raises but for cancellation."""

        async def live() -> End:
            row = self._round.row
            self._publish(
                CallStarted(call=self.id, caller=row.masked, dialled=self._dialled, callback=str(row.id))
            )
            return await self._call_back()

        await self._guarded(live)
        if self._stopped:
            return
        # Unless all is told: something failed, or an agent has ended it.
        if self._dialled_once:
            await self._round.book.failed(self._round.row, self.id, "network")
        else:
            await self._round.book.put_off(self._round.row, self.id)

    async def _call_back(self) -> End:
        """Agents are asked until one stays on the line to the end of the dialling."""
        book, row = self._round.book, self._round.row
        while True:
            self.agent = await self._agent()
            try:
                failed = await self._dial()
            except (NotAllowed, LinesBusy, AriError) as error:
                self._dialling = False
                self._context.fault("dialling", error, "很快再拨 / the citizen is called soon")
                await book.put_off(row, self.id)
                return "network", "not dialled"
            if failed is not None:
                await book.failed(row, self.id, failed)
                return "network", failed
            if self.call.there:
                return await self._answered()
            await self._release_agent()

    async def _agent(self) -> str:
        round = self._round
        ringing = Ringing(
            self._context, self._channels, self._floor, self._parts.telephony.ring_s, round.number
        )
        place = round.place
        self._floor.enqueue(
            self.id,
            place.queue,
            place.priority,
            ringing,
            seat=place.seat,
            waited_s=self._waiting_s,
            callback=True,
        )
        while True:
            agent = await ringing.take(await self.inbox.get())
            if agent is not None:
                return agent

    async def _dial(self) -> Tried | None:
        """Why the citizen is not there; None when they are, or when the agent has hung up. Raises what
        `Dialler.dial` does when they could not be dialled."""
        try:
            await self.call.let_agent_hear_ringing()
        except AriError as error:
            if error.status != GONE:
                raise
            return None
        self.inbox.check()
        if not self._round.book.may_dial():
            raise NotAllowed("citizens are not called at this hour, or call-backs have been switched off")
        return await self._dial_now(self._round.dialler, self._round.ring_s)

    async def _answered(self) -> End:
        round, book = self._round, self._round.book
        if not await book.answered(round.row):
            return "service", "the call-back is over"
        await self._note_place(round.place)
        try:
            last = await self._who_is_there()
        except CallEndedError as end:
            if isinstance(end.message, CallerGone):
                await book.failed(round.row, self.id, "machine")
            raise
        if isinstance(last, Route):
            await self._reached()
            return await self._with_agent(last)
        if isinstance(last, HangUp) and last.cause == DECLINED:
            await book.declined(round.row)
            return "caller", DECLINED
        await book.failed(round.row, self.id, "machine")
        return "service", "machine"

    async def _who_is_there(self) -> Last:
        """Asks; when nobody can be asked, it counts as a person."""
        fallback = Route(self._round.row.queue)
        asking = Asking(self._context, self._round.machine, self._parts.prompts, self._hearings)
        self._asking = asking
        try:
            await asking.begin()
        except (AriError, TimeoutError) as error:
            self.inbox.check()
            self._context.fault("media", error, "未经询问直接接通 / the citizen is put through unasked")
            return fallback
        while asking.last is None:
            message = await self.inbox.get()
            if isinstance(message, AgentGone) and message.channel == self.call.agent_channel:
                await self._release_agent()
            elif not await asking.take(message):
                return fallback
        return asking.last

    async def _with_agent(self, route: Route) -> End:
        """Talks with the agent who waits; when that one has gone, the citizen waits in the old place."""
        assert self._asking is not None
        place = self._round.place
        route = replace(route, priority=place.priority, seat=place.seat)
        if self.agent is not None:
            try:
                await self.call.ringing_tone(False)
                gone = await self._talk(Talk(self.agent))
                if not isinstance(gone, Onward):
                    return gone
                onward = gone.route(route, self._floor, self.id)
                return await self._to_an_agent(onward, self._waiting_s, gone.meant(self._parts.telephony))
            except AriError as error:
                self._context.fault("agent", error, "市民回到队列 / the citizen put back into the queue")
                await self._part()
                route = replace(route, say="")  # nothing of ours speaks any more: music at once
        self._asking.let_finish()
        return await self._to_an_agent(route, self._waiting_s)

    @property
    def _waiting_s(self) -> float:
        """Since the citizen first came into a queue, on the line or not."""
        return waited_since(self._round.place)

    async def _to_human(self) -> bool:
        """Whoever answered is served, though not by us: they are not called once more."""
        handed = await super()._to_human()
        if handed:
            await self._reached()
        return handed

    async def _reached(self) -> None:
        if not self._told_reached:
            self._told_reached = True
            await self._round.book.reached(self._round.row)

    async def _release_agent(self) -> None:
        """The agent has hung up."""
        if self.call.agent_channel is not None:
            self._channels.disown(self.call.agent_channel)
            await self.call.stop_ringing()
        if self.agent is not None:
            self._floor.finished(self.id, self.agent)
            self.agent = None

    async def _leave(self) -> None:
        self._stopped = True
        if self.call.there:
            await super()._leave()
            return
        await self._take_down(caller=True)
        self._end_quietly("service", "the service stopped; the citizen is called afterwards")
