"""Who is told of an offer: the floor knows nobody else."""

from __future__ import annotations

from typing import Protocol

from contracts import Choice
from telephony.distributor.people.state import Lease
from telephony.distributor.reducer.commands import WhyWithdrawn


class Taker(Protocol):
    """Who leads a waiting caller's call. Neither may block."""

    def offered(self, lease: Lease, choice: Choice) -> None:
        """Ring this agent; `Floor.answered` or `Floor.missed` says what came of it."""

    def withdrawn(self, lease: Lease, why: WhyWithdrawn) -> None:
        """The offer is over: stop ringing. Comes after one's own `missed`, too."""


class Asker(Taker, Protocol):
    """Who asks for somebody beside a call."""

    def given_up(self, aside: str) -> None:
        """The queue or agent that was asked is gone: nobody is looked for any more. May not block."""
