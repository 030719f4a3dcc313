"""What agents and supervisors ask of a running conversation, and what happens to it, as it comes."""

from __future__ import annotations

from hotline.calls.call.inbox import AnnouncementDone, HeldLong
from hotline.calls.control import rules
from hotline.calls.control.conversation import Conversation
from hotline.calls.control.overseeing import oversee, supervisor_answers, take_over
from hotline.calls.control.requests import (
    ASTERISK_FAILED,
    Asked,
    PauseRecording,
    Refused,
    ResumeRecording,
    StopSupervising,
    Supervise,
    TakeOver,
)
from hotline.calls.control.talk import Dismiss, GoOn, Lead, Talk
from telephony.ari.client import AriError
from telephony.distributor.people.state import Lease
from telephony.distributor.reducer.commands import WhyWithdrawn
from telephony.outbound.outcome import outcome

GONE = "queue gone"
"""Why nobody is consulted: what was asked is gone."""


class Controls:
    """Of one conversation. Lives in the call's owner task; `close` ends what it began beside it."""

    def __init__(self, now: Conversation) -> None:
        self._now = now

    @property
    def talk(self) -> Talk:
        """How the conversation stands."""
        return self._now.talk

    @property
    def onward(self) -> GoOn | None:
        """Set when no agent leads the conversation any more."""
        return self._now.onward

    async def asked(self, message: Asked) -> None:
        """Does it and answers; a failure leaves the conversation as it stands, and is told. Nothing for who
        waits no more: they have been told to try again."""
        if message.reply.cancelled():
            return
        try:
            if isinstance(message.request, Supervise | TakeOver | StopSupervising):
                await oversee(self._now, message.request, message.agent)
            elif isinstance(message.request, PauseRecording | ResumeRecording):
                await self._now.recording.wish(self.talk, message.request, message.agent)
            else:
                await self._now.do_all(rules.steps(self.talk, message.request, message.agent))
        except Refused as refused:
            message.refuse(str(refused))
        except (AriError, TimeoutError) as error:
            self._now.failed(error)
            message.refuse(ASTERISK_FAILED)
        else:
            message.done()

    async def offered(self, lease: Lease) -> None:
        """Somebody was found who may be consulted."""
        if not self._now.consultation.concerns(lease):
            return
        rings = await self._now.consultation.ring(lease)
        await self._rung(lease.agent if rings else None)
        if not rings:
            await self._not_taken(declined=False, reason="failed")

    async def withdrawn(self, lease: Lease, why: WhyWithdrawn) -> None:
        """Who was rung is not any more."""
        if self._now.consultation.rings(lease):
            await self._now.consultation.stop_ringing()
            await self._not_taken(declined=why == "declined", reason=why)

    async def given_up(self, aside: str) -> None:
        """The queue or agent that was asked is gone."""
        if self._now.consultation.asks(aside) and self.talk.other is not None:
            await self._now.attempt(rules.not_taken(self.talk, declined=False, reason=GONE))

    async def answered(self, channel: str) -> None:
        """A telephone was answered: who was consulted talks with the agent, or waits for them."""
        if channel == self._now.supervision.channel:
            await supervisor_answers(self._now)
            return
        if channel != self._now.consultation.channel or self.talk.other is None:
            return
        if not self._now.consultation.answers():
            return  # too late it may be: then the offer has been withdrawn, which is the next message
        self._now.tell("accepted")
        if not await self._now.attempt(rules.answered(self.talk)):
            await self._now.attempt(rules.not_taken(self.talk, declined=False, reason="failed"))
            return
        agent = self.talk.other.agent
        if agent is not None:
            self._now.listening.begin("consulted", agent)

    async def early_sound(self, channel: str) -> None:
        """Who is rung is heard before they answer."""
        if channel == self._now.consultation.channel:
            await self._now.ringing_tone.early(self.talk)

    async def other_gone(self, channel: str, cause: str, number: int = 0) -> None:
        """A leg has ended that is not the agent's; `number`: the cause as ITU-T Q.850 counts them."""
        if channel == self._now.supervision.channel:
            await self._now.supervisor_gone(cause)
            return
        if channel != self._now.consultation.channel or self.talk.other is None:
            return
        self._now.channels.disown(channel)
        self._now.call.legs.pop("consulted", None)
        if self.talk.other.answered:
            await self._now.attempt(rules.other_gone(self.talk))
        else:
            self._now.consultation.not_answered()
            why = cause if self.talk.other.target.partner is None else outcome(number)
            await self._not_taken(declined=why == "rejected", reason=why)

    async def agent_gone(self) -> bool:
        """The leading agent has hung up. False when the call is over by that."""
        steps = rules.agent_gone(self.talk)
        if self.talk.barging and not any(isinstance(step, Lead) for step in steps):
            try:
                await take_over(self._now)
            except (AriError, TimeoutError) as error:
                self._now.failed(error)
                self._now.onward = GoOn()
            return True
        if not steps:
            return False
        if self._now.call.agent_channel is not None:
            self._now.channels.disown(self._now.call.agent_channel)
        if not await self._now.attempt(steps):
            self._now.onward = GoOn()  # nobody is left whom we could reach
        return True

    async def to_begin(self) -> None:
        """The caller still hears music; what was recorded of the agents before goes on."""
        await self._now.recording.anew()

    async def begin(self, *, adopted: bool) -> None:
        """The conversation has begun, or was found."""
        await self._now.recording.begin(self.talk, adopted=adopted)

    async def said(self, message: AnnouncementDone) -> None:
        """What was said to all is over."""
        await self._now.recording.said(message.playback, self.talk, heard=message.heard)

    def held_long(self, message: HeldLong) -> None:
        """The caller is still on hold, or was then."""
        self._now.reminder.due(message, self.talk.agent)

    def close(self) -> None:
        """Nobody is reminded any more."""
        self._now.reminder.end()

    async def stop_asking(self) -> None:
        """Nobody who is still rung answers any more; who has answered stays."""
        if self.talk.other is not None and not self.talk.other.answered:
            await self._now.attempt([Dismiss("cancelled")])

    async def end(self) -> None:
        """The call is over, or waits for somebody else: whoever was consulted is let go."""
        if self.talk.other is not None:
            await self._now.attempt([Dismiss("cancelled")])
        await self._now.supervision.end()
        await self._now.recording.rest()

    async def _rung(self, agent: str | None) -> None:
        """Somebody's telephone rings for the agent who asked, or does not any more."""
        self._now.change(rules.rung(self.talk, agent))
        await self._now.ringing_tone.follow(self.talk)

    async def _not_taken(self, *, declined: bool, reason: str) -> None:
        """Of a queue the distributor looks for the next; one agent who was asked for does not come."""
        other = self.talk.other
        if other is None:
            return
        if other.target.queue is not None:
            await self._rung(None)
            return
        await self._now.attempt(rules.not_taken(self.talk, declined=declined, reason=reason))
