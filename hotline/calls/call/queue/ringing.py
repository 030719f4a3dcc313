"""One agent after the other is rung, as the floor says, until one answers."""

from __future__ import annotations

from collections.abc import Callable

from contracts import AgentAnswered, AgentMissed, AgentRinging, Choice
from contracts.events.call.calls import HowMissed
from hotline.calls.call.context import CallContext
from hotline.calls.call.inbox import AgentGone, AgentUp, Message, Offered, Withdrawn
from telephony.ari.client import AriError
from telephony.ari.switchboard import Ownership
from telephony.distributor.floor import Floor
from telephony.distributor.people.state import Lease
from telephony.distributor.reducer.commands import WhyWithdrawn


class Ringing:
    """The agents' side of one caller who is in line. A `Taker` of the floor."""

    def __init__(
        self,
        context: CallContext,
        channels: Ownership,
        floor: Floor,
        ring_s: float,
        caller: str,
        answered: Callable[[str], AgentAnswered] | None = None,
    ) -> None:
        """`channels`: where the events of an agent's leg are asked for; `caller`: the number that the agent's
        telephone displays; `answered`: what is told when that agent has answered."""
        self._call = context.call
        self._inbox = context.inbox
        self._publish = context.publish
        self._channels = channels
        self._floor = floor
        self._ring_s = ring_s
        self._caller = caller
        self._answered = answered or self._usually
        self._lease: Lease | None = None
        self._channel: str | None = None

    @property
    def rings(self) -> bool:
        """Whether an agent's telephone rings now."""
        return self._lease is not None

    def offered(self, lease: Lease, choice: Choice) -> None:
        """The floor found an agent (telephony.distributor.floor.Taker)."""
        self._inbox.put(Offered(lease, choice))

    def withdrawn(self, lease: Lease, why: WhyWithdrawn) -> None:
        """The offer is over (telephony.distributor.floor.Taker)."""
        self._inbox.put(Withdrawn(lease, why))

    async def take(self, message: Message) -> str | None:
        """One message of the inbox; what is not of agents is ignored. Returns the agent who has answered."""
        match message:
            case Offered(lease, choice) if lease.call == self._call.id:
                await self._ring(lease, choice)
            case Withdrawn(lease, why) if lease == self._lease:
                await self._call.stop_ringing()
                self._rung(why, "moved" if why == "caller left" else why)
            case AgentUp(channel) if channel == self._channel and self._lease:
                # Too late it may be: then the offer has been withdrawn, which is the next message.
                if self._floor.answered(self._lease):
                    self._publish(self._answered(self._lease.agent))
                    return self._lease.agent
            case AgentGone(channel, cause) if channel == self._channel:
                await self._call.stop_ringing()
                self._missed(cause)
        return None

    def _usually(self, agent: str) -> AgentAnswered:
        return AgentAnswered(call=self._call.id, agent=agent)

    async def _ring(self, lease: Lease, choice: Choice) -> None:
        """Asterisk ends the ringing by itself; should its word be lost, the floor takes the offer back."""
        self._lease, agent = lease, lease.agent
        self._publish(AgentRinging(call=self._call.id, agent=agent, choice=choice))
        try:
            phone = self._floor.phone(agent)
            await self._call.ring(agent, phone, self._ring_s, self._caller, self._own)
        except AriError as error:
            self._missed(str(error), rang=False)

    def _own(self, channel: str) -> None:
        self._channel = channel
        self._channels.own(channel)

    def _missed(self, cause: str, *, rang: bool = True) -> None:
        lease = self._rung(cause, "no answer" if rang else "failed")
        if lease is not None:
            self._floor.missed(lease, rang=rang)

    def _rung(self, cause: str, how: HowMissed) -> Lease | None:
        """The agent's phone is not rung any more; returns the offer it was rung for."""
        if self._channel is not None:
            self._channels.disown(self._channel)
        lease, self._lease, self._channel = self._lease, None, None
        if lease is not None:
            self._publish(AgentMissed(call=self._call.id, agent=lease.agent, reason=cause, how=how))
        return lease
