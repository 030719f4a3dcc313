"""A running conversation: how it stands, and the steps that change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from contracts import AgentMuted, Bridged, CallerHeld, SupervisorChanged, TransferChanged, TransferState
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.listening import Listening
from hotline.calls.call.parts import CallParts
from hotline.calls.control.consultation import Consultation
from hotline.calls.control.recording import Recording
from hotline.calls.control.reminder import Reminder
from hotline.calls.control.requests import Refused, Target
from hotline.calls.control.ringing_tone import RingingTone
from hotline.calls.control.rules import rung
from hotline.calls.control.supervision import Supervision
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


class Conversation:
    """Of one call. Lives in the call's owner task."""

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
        self.onward: GoOn | None = None
        """Set when no agent leads the conversation any more."""
        self.context = context
        self.call = context.call
        self.floor = parts.floor
        self.channels = channels
        self.listening = listening
        self.consultation = Consultation(context, parts, channels, number)
        self.supervision = Supervision(context, parts, channels, number)
        self.recording = Recording(context, parts, channels)
        self.reminder = Reminder(context, parts)
        self.ringing_tone = RingingTone(context)
        self._told: TransferState | None = talk.transfer
        if talk.other is not None and talk.other.agent is not None:
            self.consultation.found(talk.other.agent, self.call.legs["consulted"])
        if talk.held:
            self.reminder.begin()
        self.floor.talk_changed(self.call.id, talk.agent, talk.phase)

    def tell_found(self) -> None:
        """What a service before us may not have told any more."""
        if self.talk.held:
            self.context.publish(CallerHeld(call=self.call.id, agent=self.talk.agent, held=True))
        if self.talk.transfer is not None:
            self.tell(self.talk.transfer)
        if (gone := self.talk.let_go) is not None:
            why = "the service was started anew"
            self.context.publish(SupervisorChanged(call=self.call.id, agent=gone, state="ended", reason=why))
            self.talk = replace(self.talk, let_go=None)

    async def attempt(self, steps: Iterable[Step]) -> bool:
        """The same for what nobody waits for: False when it could not be done, which is told."""
        try:
            await self.do_all(steps)
        except (AriError, Refused) as error:
            self.failed(error)
            return False
        return True

    def failed(self, error: Exception) -> None:
        """Tells of what could not be done."""
        self.context.fault("call control", error, "通话保持原样 / the conversation stays as it is")

    async def do_all(self, steps: Iterable[Step]) -> None:
        """Raises AriError, TimeoutError or Refused; what was done until then counts."""
        for step in steps:
            before = self.talk
            await self._do(step)
            if isinstance(step, Dismiss):
                self.tell(step.state, step.reason)
                self._told = None
            self.change(after(before, step))
            if isinstance(step, Invite) and step.target.partner is not None:
                self.change(rung(self.talk, step.target.partner))  # an office is rung at once
            self._publish(step, before)
            await self.ringing_tone.follow(self.talk)
            await self.recording.follow(self.talk)
            if isinstance(step, HoldCaller) or (isinstance(step, JoinOther) and not self.talk.held):
                # Music, or all together, is mixed by Asterisk; after it the caller may hear anybody.
                await self.recording.anew()

    def change(self, talk: Talk) -> None:
        """The conversation stands so now: the distributor and whoever listens are told."""
        self.talk = talk
        self.floor.talk_changed(self.call.id, talk.agent, talk.phase)
        if talk.transfer is not None and talk.transfer != self._told:
            self.tell(talk.transfer)

    async def _do(self, step: Step) -> None:
        match step:
            case HoldCaller():
                await self.call.hold()
            case RetrieveCaller():
                await self.call.retrieve()
            case MuteAgent(muted):
                await self.call.mute(muted)
            case Invite(target):
                self.consultation.check(target, self.talk.agent)
                await self.consultation.invite(target)
            case JoinOther():
                aside = self.talk.other is not None and self.talk.other.aside
                await (self.call.retrieve if aside else self.call.join)("consulted")
            case ParkOther():
                await self.call.hold("consulted")
            case Dismiss():
                await self.consultation.over()
                self.listening.end("consulted")
            case Lead():
                await self._lead()
            case GoOn(target):
                if target is not None:
                    self.consultation.check(target, self.talk.agent)
                self.onward = step

    async def _lead(self) -> None:
        other = self.talk.other
        assert other is not None
        assert other.agent is not None
        if (gone := self.call.agent_channel) is not None:
            self.channels.disown(gone)
        await self.consultation.leads(self.talk.agent, other.agent)
        self.listening.leads("consulted")
        try:
            await self.supervision.follow()
        except (AriError, TimeoutError) as error:
            self.failed(error)
            await self.supervisor_gone("failed")
        self.tell("completed")
        self._told = None

    def _publish(self, step: Step, before: Talk) -> None:
        call = self.call.id
        match step:
            case HoldCaller():
                self.reminder.begin()
                self.context.publish(CallerHeld(call=call, agent=before.agent, held=True))
            case RetrieveCaller():
                self.reminder.end()
                self.context.publish(CallerHeld(call=call, agent=before.agent, held=False))
            case MuteAgent(muted):
                self.context.publish(AgentMuted(call=call, agent=before.agent, muted=muted))
            case Lead():
                self.tell_unmuted(before)
                self.context.publish(Bridged(call=call, agent=self.talk.agent))
            case GoOn(target):
                self.tell_unmuted(before)
                if target is not None:
                    self._tell_handed_on(before.agent, target)

    def tell_unmuted(self, before: Talk) -> None:
        """Who led is out of it, and their mute with them."""
        if before.muted:
            self.context.publish(AgentMuted(call=self.call.id, agent=before.agent, muted=False))

    def _tell_handed_on(self, by: str, target: Target) -> None:
        self.context.publish(
            TransferChanged(
                call=self.call.id,
                by=by,
                kind="blind",
                state="requested",
                agent=target.agent,
                queue=target.queue,
            )
        )

    def tell(self, state: TransferState, reason: str = "") -> None:
        """How the consultation stands, or came out."""
        other: Other | None = self.talk.other
        if other is None:
            return
        self._told = state
        self.context.publish(
            TransferChanged(
                call=self.call.id,
                by=self.talk.agent,
                kind="consult",
                state=state,
                agent=None if other.target.partner is not None else other.agent or other.target.agent,
                queue=other.target.queue,
                partner=other.target.partner,
                reason=reason,
            )
        )

    async def supervisor_gone(self, reason: str) -> None:
        """Nobody supervises any more."""
        await self.supervision.end(reason)
        await self.supervised()

    async def supervised(self) -> None:
        """What of the supervisor is heard is written down."""
        barging, before = self.supervision.mode == "barge", self.talk.barging
        if barging and not self.talk.barging and self.supervision.agent is not None:
            self.listening.begin("supervisor", self.supervision.agent)
        elif self.talk.barging and not barging:
            self.listening.end("supervisor")
            await self.call.untap("supervisor")
        self.talk = replace(self.talk, barging=barging)
        await self.recording.follow(self.talk)
        if barging and not before:
            await self.recording.anew()
