"""A call to a citizen: until somebody answers there is no caller; from then on it is a call as any other."""

from __future__ import annotations

from contracts import Tried
from hotline.calls.call.inbox import AgentGone, AgentUp, EndCall, NotReached
from hotline.calls.call.parts import CallParts
from hotline.calls.call.session import CallSession
from telephony.ari.client import AriError
from telephony.ari.events import AriEvent, ChannelDestroyed, StasisEnd, StasisStart
from telephony.ari.switchboard import Switchboard
from telephony.calls.call import Call
from telephony.calls.dialler import Dialler
from telephony.calls.place import Place
from telephony.outbound.outcome import outcome


class CallOut(CallSession):
    """What call-backs and follow-up calls have in common."""

    def __init__(self, parts: CallParts, switchboard: Switchboard, call: Call, number: str) -> None:
        """`number`: in full, as it is dialled."""
        super().__init__(parts, switchboard, call)
        self.number, self._dialled = number, parts.telephony.number
        self._dialling = self._dialled_once = False
        call.there = False
        parts.guide.know(call.id, number)

    def on_ari(self, event: AriEvent) -> None:
        """The citizen's channel is not there yet, then it rings, then it is a caller's."""
        match event:
            case StasisStart(channel, _) if channel.id == self.id:
                self.call.there = True
                self.inbox.put(AgentUp(self.id))
            case ChannelDestroyed(channel, cause, _) if channel.id == self.id and not self.call.there:
                if self._dialling:
                    self._dialling = False
                    self.inbox.put(NotReached(outcome(cause)))
            case StasisEnd(channel) if channel.id == self.id and not self.call.there:
                pass
            case _:
                super().on_ari(event)

    @property
    def dials(self) -> bool:
        """Whether the citizen's telephone rings, or was answered."""
        return self._dialling or self.call.there

    def cancel(self) -> None:
        """Nobody is to be called any more. Who has answered is not cut off."""
        if not self.call.there:
            self.inbox.put(EndCall(by="service", cause="the call is not to be made any more"))

    async def _dial_now(self, dialler: Dialler, ring_s: float) -> Tried | None:
        """Until the telephone is answered. Why the citizen is not there; None when they are, or when the
        agent who waits for them has hung up. Raises what `Dialler.dial` does."""
        self._dialling = True
        await dialler.dial(self.number, self.id, ring_s)
        self._dialled_once = True
        while True:
            match await self.inbox.get():
                case AgentUp(channel) if channel == self.id:
                    return None
                case NotReached(why):
                    return why
                case AgentGone(channel) if channel == self.call.agent_channel:
                    self._dialling = False
                    await self.call.hang_up()
                    return None
                case _:
                    pass

    async def _note_place(self, place: Place) -> None:
        """Who has answered waits there should the service end in the middle."""
        try:
            await self.call.note_place(place)
        except AriError as error:
            self._context.fault(
                "ari", error, "服务重启会丢失位次 / the place of the citizen would not outlive a restart"
            )
