"""Third phase: caller and agent talk, bridged in Asterisk; whoever else takes part is in the same bridge."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from contracts import Bridged, Leg
from contracts.dialogue import Route
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.call_hearings import CallHearings
from hotline.calls.call.dialogue.listening import Listening
from hotline.calls.call.inbox import (
    FROM_DESK,
    AgentGone,
    AgentUp,
    AnnouncementDone,
    EndTalk,
    HeldLong,
    MediaGone,
    Message,
    NobodyAsked,
    Offered,
    Withdrawn,
)
from hotline.calls.call.parts import CallParts
from hotline.calls.control.controls import Controls
from hotline.calls.control.conversation import Conversation
from hotline.calls.control.put_back import PutBack
from hotline.calls.control.requests import Asked
from hotline.calls.control.talk import Talk
from telephony.ari.events import EarlySound
from telephony.ari.switchboard import Ownership
from telephony.calls.place import Meant
from telephony.distributor.floor import Floor
from telephony.settings import TelephonySettings


@dataclass(frozen=True, slots=True)
class Onward:
    """No agent leads it any more; the caller waits for that agent, in that queue, or as before."""

    agent: str | None = None
    queue: str | None = None
    lost: str | None = None
    """The agent whose telephone was lost: the caller goes first, and best to them."""

    def route(self, before: Route, floor: Floor, call: str) -> Route:
        """Where the caller waits next who came by `before`."""
        if self.queue is not None:
            return replace(before, queue=self.queue, seat=None, emergency=False, say="")
        if self.lost is not None:
            return replace(before, queue=floor.queue(call) or before.queue, say="")
        if self.agent is not None:
            queue = floor.meant_for(self.agent, floor.queue(call) or before.queue)
            return replace(before, queue=queue, seat=None, say="")
        return replace(before, say="")

    def meant(self, telephony: TelephonySettings) -> Meant | None:
        """For as long as a telephone rings nobody else takes who was given to one agent."""
        return None if self.agent is None else Meant(agent=self.agent, until=time.time() + telephony.ring_s)


class Talking:
    """One conversation. The voices never pass through this process."""

    def __init__(
        self,
        context: CallContext,
        hearings: CallHearings,
        parts: CallParts,
        channels: Ownership,
        talk: Talk,
        number: str = "",
    ) -> None:
        """`talk`: how the conversation stands when it is begun, or found; `number` is what the telephone of
        who is consulted displays."""
        self._call = context.call
        self._inbox = context.inbox
        self._publish = context.publish
        self._listening = Listening(
            context,
            hearings,
            lambda leg: self.talk.heard(leg),
            lambda leg: self._conversation.recording.renew(leg),
        )
        self._conversation = Conversation(context, parts, channels, self._listening, talk, number)
        self._controls = Controls(self._conversation)
        self._put_back = PutBack(self._conversation, parts, number)

    @property
    def talk(self) -> Talk:
        """How the conversation stands."""
        return self._conversation.talk

    @property
    def alone(self) -> bool:
        """Whether the caller is alone, since the agent's telephone is lost."""
        return self._put_back.lost and not self._other_answered

    @property
    def _other_answered(self) -> bool:
        return self.talk.other is not None and self.talk.other.answered

    async def run(self, *, adopted: bool = False, ended: Sequence[Leg] = ()) -> AgentGone | Onward:
        """Bridges, taps, and does what the agents ask for. Returns how the last agent's leg ended; raises
        CallEndedError when the caller's has. `ended`: legs of an adopted conversation that are gone."""
        if not adopted:
            await self._controls.to_begin()
            await self._call.connect()
        self._publish(Bridged(call=self._call.id, agent=self.talk.agent, adopted=adopted))
        if adopted:
            self._conversation.tell_found()
        await self._call.close_media()
        # Before anybody is listened to; who was consulted first, so that nobody is to lead who is gone.
        for channel in [self._call.legs[leg] for leg in ("consulted", "agent") if leg in ended]:
            if (over := await self._take(AgentGone(channel, ""))) is not None:
                return over
        self._listening.begin("caller")
        self._listening.begin("agent", self.talk.agent)
        if self.talk.other is not None and self.talk.other.agent is not None:
            self._listening.begin("consulted", self.talk.other.agent)
        await self._controls.begin(adopted=adopted)
        while True:
            if (over := await self._take(await self._inbox.get())) is not None:
                return over

    async def _take(self, message: Message) -> AgentGone | Onward | None:
        """One thing that happens; returns how it ends when no agent leads the conversation any more."""
        if self._put_back.lost:
            if await self._put_back.take(message):
                return Onward(lost=self.talk.agent) if self._put_back.over else self._onward
        elif self._put_back.concerns(message):
            await self._put_back.begin(message)
            return None
        match message:
            case AgentGone(channel, _, by) if channel == self._call.agent_channel:
                if not await self._controls.agent_gone():
                    # Who led and takes no calls, as a supervisor, is not waited for.
                    return Onward(lost=self.talk.agent) if by == "network" else message
            case EndTalk():
                return AgentGone(self._call.agent_channel or "", FROM_DESK)
            case AgentGone(channel, cause, _, number):
                await self._controls.other_gone(channel, cause, number)
            case AgentUp(channel):
                await self._controls.answered(channel)
            case EarlySound(channel):
                await self._controls.early_sound(channel.id)
            case Offered(lease, _):
                await self._controls.offered(lease)
            case Withdrawn(lease, why):
                await self._controls.withdrawn(lease, why)
            case NobodyAsked(aside):
                await self._controls.given_up(aside)
            case MediaGone(media):
                self._listening.media_gone(media)
            case Asked():
                await self._controls.asked(message)
            case AnnouncementDone():
                await self._controls.said(message)
            case HeldLong():
                self._controls.held_long(message)
            case _:
                pass
        if self._controls.onward is None:
            await self._put_back.follow()
        return self._onward

    @property
    def _onward(self) -> Onward | None:
        """Where the caller waits next; None: an agent leads the conversation, or is put back into it."""
        if (step := self._controls.onward) is None:
            return None
        return Onward() if step.target is None else Onward(step.target.agent, step.target.queue)

    async def let_go(self) -> None:
        """The call is over, or waits for somebody else: whoever was consulted is let go."""
        await self.stop()
        await self._controls.end()

    async def leave_running(self) -> None:
        """The conversation goes on in Asterisk; nothing of ours listens any more."""
        if self._put_back.lost and self._other_answered:
            await self._put_back.other_leads()  # no service after us would know whom to put back
        await self._controls.stop_asking()
        await self.close()
        await self._call.leave_running(self.talk.held_legs, muted=self.talk.muted)

    async def stop(self) -> None:
        """Nobody is rung or reminded, and no tap is made any more: what is taken down then stays down."""
        self._controls.close()
        await self._put_back.end()
        await self._listening.stop()

    def let_finish(self) -> None:
        """No leg is heard any more; the last sentences are read beside what follows, until `close`."""
        self._listening.let_finish()

    async def close(self) -> None:
        """Lets the recognisers finish their last sentence."""
        await self.stop()
        await self._listening.close()
