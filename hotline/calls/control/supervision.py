"""A supervisor beside a conversation: listens, whispers to the agent, speaks to all."""

from __future__ import annotations

from contracts import SupervisionMode, SupervisorChanged
from hotline.calls.call.context import CallContext
from hotline.calls.call.parts import CallParts
from hotline.calls.control.requests import Refused
from telephony.ari.client import AriError
from telephony.ari.switchboard import Ownership

NOT_SUPERVISING = "您没有在旁听这通电话 / You are not with this call"


class Supervision:
    """Of one conversation; one supervisor at a time."""

    def __init__(self, context: CallContext, parts: CallParts, channels: Ownership, number: str) -> None:
        """`number` is what the supervisor's telephone displays."""
        self._context = context
        self._call = context.call
        self._ring_s = parts.telephony.ring_s
        self._channels = channels
        self._number = number
        self._wished: SupervisionMode = "listen"
        self.agent: str | None = None
        """Who supervises, or is rung for it."""
        self.mode: SupervisionMode | None = None
        """None until their telephone is answered."""
        self.channel: str | None = None

    def require(self, agent: str) -> None:
        """Raises Refused unless that is who supervises."""
        if self.agent != agent or self.mode is None:
            raise Refused(NOT_SUPERVISING)

    async def begin(self, agent: str, phone: str, mode: SupervisionMode) -> None:
        """Rings the supervisor's telephone. Raises Refused or AriError."""
        if self.agent is not None:
            raise Refused("已有班长在旁听 / A supervisor is with this call already")
        self.agent, self._wished = agent, mode
        try:
            await self._call.ring(agent, phone, self._ring_s, self._number, self._own, leg="supervisor")
        except AriError:
            await self.end("failed")
            raise
        self._tell("ringing")

    async def answered(self) -> None:
        """The telephone was answered. Raises AriError or TimeoutError."""
        await self.change(self._wished)

    async def change(self, mode: SupervisionMode) -> None:
        """Listens: heard by nobody; whispers: by the agent; barges in: by all. Raises AriError."""
        was = self.mode
        if mode == was:
            return
        if mode == "barge":
            await self._call.monitor.detach()
            await self._call.mute(False, "supervisor")
            await self._call.join("supervisor")
        else:
            # Before anybody could hear them.
            await self._call.mute(mode == "listen", "supervisor")
            if was in (None, "barge"):
                await self._call.leave("supervisor")
                await self._call.watch_agent()
        self.mode = mode
        self._tell(mode)

    async def follow(self) -> None:
        """Another agent leads the conversation. Raises AriError or TimeoutError."""
        if self.mode in ("listen", "whisper"):
            await self._call.monitor.detach()
            await self._call.watch_agent()

    async def end(self, reason: str = "") -> None:
        """Nobody supervises any more."""
        if self.agent is None:
            return
        await self._call.monitor.detach()
        await self._call.dismiss("supervisor")
        self._tell("ended", reason)
        self._forget()

    def leads(self) -> None:
        """The supervisor has the conversation from now on."""
        self._tell("ended", "took over")
        self._forget(keeps_channel=True)

    def _forget(self, *, keeps_channel: bool = False) -> None:
        if self.channel is not None and not keeps_channel:
            self._channels.disown(self.channel)
        self.agent = self.mode = self.channel = None

    def _own(self, channel: str) -> None:
        self.channel = channel
        self._channels.own(channel)

    def _tell(self, state: str, reason: str = "") -> None:
        self._context.publish(
            SupervisorChanged.model_validate(
                {"call": self._call.id, "agent": self.agent, "state": state, "reason": reason}
            )
        )
