"""The running calls, as the book of call-backs needs them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from hotline.calls.call.session import CallSession
from hotline.calls.callbacks.round import Round
from hotline.calls.callbacks.session import CallBackSession


class Lines(Protocol):
    """All calls of the node (hotline.calls.running_calls.RunningCalls)."""

    ready: asyncio.Event
    """Set while calls can be made."""

    on_end: Callable[[], None]
    """Called whenever a call is over."""

    @property
    def sessions(self) -> Mapping[str, CallSession]:
        """By call."""

    def on_line(self, number: str) -> bool:
        """Whether that citizen is in a call of ours."""

    def call_back(self, round: Round) -> CallBackSession:
        """Begins one."""
