"""Does with a running conversation what its agents ask for, and keeps how it stands."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from contracts import AgentMuted, Bridged, CallerHeld, TransferChanged, TransferState
from hotline.calls.call.context import CallContext
from hotline.calls.call.inbox import HeldLong
from hotline.calls.call.listening import Listening
from hotline.calls.call.parts import CallParts
from hotline.calls.control import rules
from hotline.calls.control.consultation import Consultation
from hotline.calls.control.reminder import Reminder
from hotline.calls.control.requests import ASTERISK_FAILED, Asked, Refused, Target
from hotline.calls.control.talk import (
    Dismiss,
    GoOn,
    HoldCaller,
    Invite,
    JoinOther,
    Lead,
    MuteAgent,
    Other,
    ParkOther,
    RetrieveCaller,
    Step,
    Talk,
    after,
)
from telephony.ari.client import AriError
from telephony.ari.switchboard import Ownership
from telephony.distributor.people.state import Lease
from telephony.distributor.reducer.commands import WhyWithdrawn

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The caller is to wait for somebody else."""

    target: Target | None


class Controls:
    """Of one conversation. Lives in the call's owner task; `close` ends what it began beside it."""

    def __init__(
        self,
        context: CallContext,
        parts: CallParts,
        channels: Ownership,
        listening: Listening,
        talk: Talk,
        number: str,
    ) -> None:
        self.talk = talk
        self.onward: GoesOn | None = None
        """Set when no agent leads the conversation any more."""
        self._context = context
        self._call = context.call
        self._floor = parts.floor
        self._channels = channels
        self._listening = listening
        self._consultation = Consultation(context, parts, channels, number)
        self._reminder = Reminder(context, parts)
        self._told: TransferState | None = talk.transfer
        if talk.other is not None and talk.other.agent is not None:
            self._consultation.found(talk.other.agent, self._call.legs["consulted"])
        if talk.held:
            self._reminder.begin()
        self._floor.talk_changed(self._call.id, talk.agent, talk.phase)

    async def asked(self, message: Asked) -> None:
        """Does it and answers; a failure leaves the conversation as it stands, and is told."""
        try:
            await self._do_all(rules.steps(self.talk, message.request, message.agent))
        except Refused as refused:
            message.refuse(str(refused))
        except AriError as error:
            self._failed(error)
            message.refuse(ASTERISK_FAILED)
        else:
            message.done()

    async def offered(self, lease: Lease) -> None:
        """Somebody was found who may be consulted."""
        if not self._consultation.concerns(lease):
            return
        rings = await self._consultation.ring(lease)
        self._change(rules.rung(self.talk, lease.agent if rings else None))
        if not rings:
            await self._not_taken(declined=False, reason="failed")

    async def withdrawn(self, lease: Lease, why: WhyWithdrawn) -> None:
        """Who was rung is not any more."""
        if self._consultation.rings(lease):
            await self._consultation.stop_ringing()
            await self._not_taken(declined=why == "declined", reason=why)

    async def answered(self, channel: str) -> None:
        """A telephone was answered: who was consulted talks with the agent, or waits for them."""
        if channel != self._consultation.channel or self.talk.other is None:
            return
        if not self._consultation.answers():
            return  # too late it may be: then the offer has been withdrawn, which is the next message
        self._tell("accepted")
        agent = self.talk.other.agent
        if agent is not None:
            self._listening.begin("consulted", agent)
        await self._try(rules.answered(self.talk))

    async def other_gone(self, channel: str, cause: str) -> None:
        """A leg has ended that is not the agent's."""
        if channel != self._consultation.channel or self.talk.other is None:
            return
        self._channels.disown(channel)
        self._call.legs.pop("consulted", None)
        if self.talk.other.answered:
            await self._try(rules.other_gone(self.talk))
        else:
            self._consultation.not_answered()
            await self._not_taken(declined=False, reason=cause)

    async def agent_gone(self) -> bool:
        """The leading agent has hung up. False when the call is over by that."""
        steps = rules.agent_gone(self.talk)
        if not steps:
            return False
        if self._call.agent_channel is not None:
            self._channels.disown(self._call.agent_channel)
        if not await self._try(steps):
            self.onward = GoesOn(None)  # nobody is left whom we could reach
        return True

    def held_long(self, message: HeldLong) -> None:
        """The caller is still on hold, or was then."""
        self._reminder.due(message, self.talk.agent)

    def close(self) -> None:
        """Nobody is reminded any more."""
        self._reminder.end()

    async def stop_asking(self) -> None:
        """Nobody who is still rung answers any more; who has answered stays."""
        if self.talk.other is not None and not self.talk.other.answered:
            await self._try([Dismiss("cancelled")])

    async def end(self) -> None:
        """The call is over, or waits for somebody else: whoever was consulted is let go."""
        if self.talk.other is not None:
            await self._try([Dismiss("cancelled")])

    async def _not_taken(self, *, declined: bool, reason: str) -> None:
        """Of a queue the distributor looks for the next; one agent who was asked for does not come."""
        other = self.talk.other
        if other is None:
            return
        if other.target.queue is not None:
            self._change(rules.rung(self.talk, None))
            return
        await self._try(rules.not_taken(self.talk, declined=declined, reason=reason))

    async def _try(self, steps: Iterable[Step]) -> bool:
        try:
            await self._do_all(steps)
        except (AriError, Refused) as error:
            self._failed(error)
            return False
        return True

    def _failed(self, error: Exception) -> None:
        self._context.fault("call control", error, "the conversation stays as it is")

    async def _do_all(self, steps: Iterable[Step]) -> None:
        for step in steps:
            before = self.talk
            await self._do(step)
            if isinstance(step, Dismiss):
                self._tell(step.state, step.reason)
                self._told = None
            self._change(after(before, step))
            self._publish(step, before)

    def _change(self, talk: Talk) -> None:
        """The conversation stands so now: the distributor and whoever listens are told."""
        self.talk = talk
        self._floor.talk_changed(self._call.id, talk.agent, talk.phase)
        if talk.transfer is not None and talk.transfer != self._told:
            self._tell(talk.transfer)

    async def _do(self, step: Step) -> None:
        match step:
            case HoldCaller():
                await self._call.hold()
            case RetrieveCaller():
                await self._call.retrieve()
            case MuteAgent(muted):
                await self._call.mute(muted)
            case Invite(target):
                self._consultation.check(target, self.talk.agent)
                self._consultation.invite(target)
            case JoinOther():
                aside = self.talk.other is not None and self.talk.other.aside
                await (self._call.retrieve if aside else self._call.join)("consulted")
            case ParkOther():
                await self._call.hold("consulted")
            case Dismiss():
                await self._consultation.over()
                self._listening.end("consulted")
            case Lead():
                await self._lead()
            case GoOn(target):
                if target is not None:
                    self._consultation.check(target, self.talk.agent)
                self.onward = GoesOn(target)

    async def _lead(self) -> None:
        other = self.talk.other
        assert other is not None
        assert other.agent is not None
        if (gone := self._call.agent_channel) is not None:
            self._channels.disown(gone)
        await self._consultation.leads(self.talk.agent, other.agent)
        self._listening.consulted_leads()
        self._tell("completed")
        self._told = None

    def _publish(self, step: Step, before: Talk) -> None:
        call = self._call.id
        match step:
            case HoldCaller():
                self._reminder.begin()
                self._context.publish(CallerHeld(call=call, agent=before.agent, held=True))
            case RetrieveCaller():
                self._reminder.end()
                self._context.publish(CallerHeld(call=call, agent=before.agent, held=False))
            case MuteAgent(muted):
                self._context.publish(AgentMuted(call=call, agent=before.agent, muted=muted))
            case Lead():
                self._context.publish(Bridged(call=call, agent=self.talk.agent))
            case GoOn(Target() as target):
                self._context.publish(
                    TransferChanged(
                        call=call,
                        by=before.agent,
                        kind="blind",
                        state="requested",
                        agent=target.agent,
                        queue=target.queue,
                    )
                )

    def _tell(self, state: TransferState, reason: str = "") -> None:
        other: Other | None = self.talk.other
        if other is None:
            return
        self._told = state
        self._context.publish(
            TransferChanged(
                call=self._call.id,
                by=self.talk.agent,
                kind="consult",
                state=state,
                agent=other.agent or other.target.agent,
                queue=other.target.queue,
                reason=reason,
            )
        )
