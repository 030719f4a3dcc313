"""Asks for somebody beside a conversation: through the distributor, and by ringing their telephone."""

from __future__ import annotations

from contracts import Choice
from hotline.calls.call.context import CallContext
from hotline.calls.call.inbox import NobodyAsked, Offered, Withdrawn
from hotline.calls.call.parts import CallParts
from hotline.calls.control.requests import Refused, Target
from telephony.ari.client import AriError
from telephony.ari.switchboard import Ownership
from telephony.distributor.people.state import Lease
from telephony.distributor.reducer.commands import WhyWithdrawn

BUSY = ("talking", "on_hold", "consulting", "ringing")


class Consultation:
    """Whoever is asked in one conversation, one at a time."""

    def __init__(self, context: CallContext, parts: CallParts, channels: Ownership, number: str) -> None:
        """`number` is what the telephone that is rung displays."""
        self._context = context
        self._call = context.call
        self._floor = parts.floor
        self._ring_s = parts.telephony.ring_s
        self._fallback = parts.guide.fallback
        self._partners = parts.partners
        self._channels = channels
        self._number = number
        self._aside: str | None = None
        self._lease: Lease | None = None
        self._agent: str | None = None
        self.channel: str | None = None
        """Of who is rung, or takes part."""

    def found(self, agent: str, channel: str) -> None:
        """Who took part already when the service started anew."""
        if agent not in self._partners:
            self._aside = self._floor.adopted_aside(self._call.id, agent)
        self._agent, self.channel = agent, channel
        self._channels.own(channel)

    def check(self, target: Target, by: str) -> None:
        """Raises Refused for a target that cannot take anybody now."""
        if target.partner is not None:
            self._partners.require(target.partner)
            return
        if target.queue is not None:
            if target.queue not in self._floor.queues:
                raise Refused("没有这个队列 / There is no such queue")
            if not self._floor.staffed(target.queue):
                raise Refused("这个队列现在没有坐席在岗 / Nobody serves that queue now")
            return
        if target.agent == by:
            raise Refused("不能转给自己 / Not to yourself")
        if target.agent is None or target.agent not in self._floor.agents:
            raise Refused("没有这位坐席，或不接电话 / No such agent, or one who takes no calls")
        phase = self._floor.phase(target.agent)
        if phase in ("offline", "paused"):
            raise Refused("对方不在岗或示忙 / They are away or on a break")
        if phase in BUSY:
            raise Refused("对方正忙 / They are busy")

    async def invite(self, target: Target) -> None:
        """From now on somebody is looked for, and `Offered` comes into the call's inbox; an office is rung at
        once. Raises Refused."""
        if target.partner is not None:
            await self._dial(target.partner)
            return
        queue = target.queue or self._floor.queue(self._call.id) or self._fallback("").queue
        self._aside = self._floor.ask_aside(self._call.id, queue, self, agent=target.agent)

    def offered(self, lease: Lease, choice: Choice) -> None:
        """Somebody was found (telephony.distributor.floor.Taker)."""
        self._context.inbox.put(Offered(lease, choice))

    def withdrawn(self, lease: Lease, why: WhyWithdrawn) -> None:
        """The offer is over (telephony.distributor.floor.Taker)."""
        self._context.inbox.put(Withdrawn(lease, why))

    def given_up(self, aside: str) -> None:
        """Nobody is looked for any more (telephony.distributor.floor.Asker)."""
        self._context.inbox.put(NobodyAsked(aside))

    def asks(self, aside: str) -> bool:
        """Whether it is what is asked now."""
        return self._aside == aside

    def concerns(self, lease: Lease) -> bool:
        return self._aside is not None and lease.call == self._aside

    def rings(self, lease: Lease) -> bool:
        """Whether it is the offer for which somebody is rung."""
        return self._lease == lease

    async def ring(self, lease: Lease) -> bool:
        """Rings who was found. False when it could not be done; then the distributor knows."""
        self._lease, self._agent = lease, lease.agent
        try:
            await self._call.ring(
                lease.agent,
                self._floor.phone(lease.agent),
                self._ring_s,
                self._number,
                self._own,
                leg="consulted",
            )
        except AriError:
            self.not_answered(rang=False)
            return False
        return True

    async def _dial(self, partner: str) -> None:
        self._agent = partner
        self._own(self._call.new_leg(partner, "consulted"))
        try:
            await self._partners.dial(partner, self._call.legs["consulted"])
        except Refused:
            await self.over()
            raise

    def answers(self) -> bool:
        """The telephone was answered. False when the offer was over."""
        if self._agent is not None and self._agent in self._partners:
            return True
        return self._lease is not None and self._floor.answered(self._lease)

    def not_answered(self, *, rang: bool = True) -> None:
        """The telephone is not rung any more; who is of a queue, the next of it is looked for."""
        lease, self._lease, self.channel = self._lease, None, None
        if lease is not None:
            self._floor.missed(lease, rang=rang)

    async def stop_ringing(self) -> None:
        """The offer was taken back."""
        self._lease = None
        await self._dismiss()

    async def over(self) -> None:
        """Nobody is asked any more; who has answered is in wrap-up."""
        aside, agent = self._aside, self._agent
        self._aside = self._lease = self._agent = None
        await self._dismiss()
        if aside is not None:
            self._floor.leave(aside)
            if agent is not None:
                self._floor.finished(aside, agent)

    async def leads(self, first: str, agent: str) -> None:
        """Who was asked has the call from now on."""
        aside, self._aside, self._lease, self.channel = self._aside, None, None, None
        await self._call.leave_to("consulted")
        self._floor.handed_on(self._call.id, first, aside or "", agent)

    async def _dismiss(self) -> None:
        channel, self.channel = self.channel, None
        if channel is not None:
            self._channels.disown(channel)
        await self._call.dismiss("consulted")

    def _own(self, channel: str) -> None:
        self.channel = channel
        self._channels.own(channel)
