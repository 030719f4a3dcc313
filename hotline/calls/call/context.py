"""What the phases of one call share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contracts import Event, Fault
from hotline.calls.call.inbox import CallInbox
from telephony.calls.call import Call


@dataclass(frozen=True, slots=True)
class CallContext:
    """One call: its legs in Asterisk, what happens to it, and where that is told."""

    call: Call
    inbox: CallInbox
    publish: Callable[[Event], None]

    @property
    def id(self) -> str:
        return self.call.id

    def fault(self, part: str, message: object, done: str) -> None:
        """Something failed, and the call goes on: `done` says how."""
        self.publish(Fault(call=self.id, part=part, message=str(message), done=done))
