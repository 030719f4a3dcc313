"""One follow-up call: the citizen is dialled, asked, and put through to a human if they want one."""

from __future__ import annotations

import time
from typing import cast, get_args

from contracts import CallStarted, FollowupResult, Tried
from contracts.dialogue import HangUp, Last, Route
from hotline.calls.after.followups.round import FollowupRound
from hotline.calls.call.call_out import CallOut
from hotline.calls.call.dialogue.asking import Asking
from hotline.calls.call.endings import End
from hotline.calls.call.inbox import CallEndedError, CallerGone
from hotline.calls.call.parts import CallParts
from telephony.ari.client import AriError
from telephony.ari.switchboard import Switchboard
from telephony.calls.call import Call
from telephony.calls.dialler import LinesBusy, NotAllowed
from telephony.calls.place import Place

RESULTS = frozenset(get_args(FollowupResult))


class FollowUpSession(CallOut):
    """Without an agent, until the citizen asks for one."""

    def __init__(self, parts: CallParts, switchboard: Switchboard, call: Call, round: FollowupRound) -> None:
        super().__init__(parts, switchboard, call, round.number)
        self._round = round
        self._settled = False
        """Whether the book knows how this attempt went."""

    async def run_round(self) -> None:
        """The whole way. Never raises but for cancellation."""

        async def live() -> End:
            row = self._round.row
            self._publish(
                CallStarted(call=self.id, caller=row.masked, dialled=self._dialled, followup=str(row.id))
            )
            return await self._follow_up()

        await self._guarded(live)
        if not self._settled and self._dialled_once:
            await self._failed("network")
        elif not self._settled:
            await self._put_off()

    async def _follow_up(self) -> End:
        try:
            failed = await self._dial()
        except (NotAllowed, LinesBusy, AriError) as error:
            self._dialling = False
            self._context.fault("dialling", error, "很快再拨 / the citizen is called soon")
            await self._put_off()
            return "network", "not dialled"
        if failed is not None:
            await self._failed(failed)
            return "network", failed
        if not await self._round.book.answered(self._round.row):
            self._settled = True
            return "service", "the follow-up is over"
        await self._note_place(Place(queue=self._round.talk.human_queue, since=time.time()))
        return await self._ask()

    async def _dial(self) -> Tried | None:
        """Why the citizen is not there; None when they are. Raises what `Dialler.dial` does."""
        self.inbox.check()
        if not self._round.book.may_dial():
            raise NotAllowed("citizens are not called at this hour, or follow-ups have been switched off")
        return await self._dial_now(self._round.dialler, self._round.ring_s)

    async def _ask(self) -> End:
        talk, guide = self._round.talk, self._parts.guide
        self._asking = asking = Asking(
            self._context,
            self._round.machine,
            self._parts.prompts,
            self._hearings,
            ask_meaning=guide.meaning(),
        )
        try:
            last = await self._talk_to_the_end(asking)
        except CallEndedError as end:
            if isinstance(end.message, CallerGone):
                await self._over(talk.so_far)
            raise
        match last:
            case Route() as route:
                danger = route.queue != talk.human_queue
                await self._over("emergency" if danger else "human")
                asking.let_finish()
                return await self._to_an_agent(route)
            case HangUp(how) if how in RESULTS:
                await self._over(cast(FollowupResult, how))
                return "service", how
            case HangUp():
                await self._failed("machine")
                return "service", "machine"
            case _:
                await self._failed("network")
                return "network", "the questions could not be asked"

    async def _talk_to_the_end(self, asking: Asking) -> Last | None:
        """None: the line to the citizen could not be had, or was lost."""
        try:
            await asking.begin()
            while asking.last is None:
                if not await asking.take(await self.inbox.get()):
                    return None
        except (AriError, TimeoutError) as error:
            self.inbox.check()
            self._context.fault("media", error, "再拨一次 / the citizen is called once more")
            return None
        return asking.last

    async def _over(self, result: FollowupResult) -> None:
        self._settled = True
        await self._round.book.closed(self._round.row, result, self._round.talk.answers)

    async def _failed(self, why: Tried) -> None:
        self._settled = True
        await self._round.book.failed(self._round.row, self.id, why)

    async def _put_off(self) -> None:
        self._settled = True
        await self._round.book.put_off(self._round.row)

    async def _leave(self) -> None:
        """Who is asked something is let go: nobody is put through to a human who has not called."""
        if self._talking is not None or self._waiting is not None:
            await super()._leave()
            return
        if self.call.there:
            so_far = self._round.talk.so_far
            await self._over("interrupted" if so_far == "declined" else so_far)
        await self._take_down(caller=True)
        self._end_quietly("service", "the service stopped")
