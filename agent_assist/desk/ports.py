"""What the desk needs from the rest of the service; the root hands these in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from agent_assist.desk.wire import Control, Oversight
from contracts import Corrected, Event, TranscriptCorrected, WrappedUp


class DeskActions(Protocol):
    """What an agent may do from the desk.

    Each raises `ActionRefused` when it cannot be done now. The effect comes back as events.
    """

    async def set_phase(self, agent: str, phase: Literal["available", "paused"], reason: str) -> None:
        """The agent is ready for calls, or takes a break. The desk has checked the reason."""

    async def decline(self, call: str, agent: str) -> None:
        """The call that rings at the agent's goes to the next."""

    async def extend_wrap_up(self, agent: str) -> None:
        """The agent needs more time before the next call."""

    async def hang_up(self, call: str, agent: str) -> None:
        """Ends the call on behalf of the agent. The desk has checked that they may."""

    async def control(self, agent: str, wish: Control) -> None:
        """Does something with a call that runs. The desk has checked that the agent sees the call."""

    async def oversee(self, agent: str, phone: str, wish: Oversight) -> None:
        """A supervisor listens to a call that runs, or the like; `phone` is their extension."""

    async def escalate(self, agent: str, call: str, seat: str | None, reason: str) -> None:
        """Gives a call that runs, of that special seat, to those who are responsible for such calls. The desk
        has checked that the agent sees the call."""

    async def wrap_up(self, said: WrappedUp) -> None:
        """Notes what came of the call. The desk has checked that they may."""

    async def correct(self, correction: Corrected) -> None:
        """Notes where the call belonged. The desk has checked that they may, and all names in it."""

    async def correct_line(self, correction: TranscriptCorrected) -> None:
        """Notes what was really said. The desk has checked that they may, and that the line is there."""


class History(Protocol):
    """Calls that the board has let go of."""

    async def events(self, call: str) -> Sequence[Event]:
        """All recorded events of the call in order; empty when it is unknown."""

    def looked_up(self, call: str, agent: str, *, masked: bool) -> None:
        """That agent was shown the record of the call: this is written down."""


class SeenHook(Protocol):
    """Told when something of a call was painted on an agent's screen for the first time."""

    def __call__(
        self, agent: str, call: str, what: Literal["partial", "final", "suggestion"], at: float
    ) -> None:
        """`at` is the page's clock, in seconds since the Unix epoch."""
