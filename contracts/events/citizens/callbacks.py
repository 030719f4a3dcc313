"""Citizens who are called back: booked, tried, closed."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent, Event
from contracts.records.personal import Public, Telephone

CallbackKind = Literal["kept", "missed", "lost"]
"""kept: they hung up to be called when it is their turn; missed: they hung up while they waited; lost: the
machine at which they waited, or its Asterisk, was lost."""

Tried = Literal["busy", "no answer", "rejected", "wrong number", "network", "machine"]
CallbackResult = Literal["reached", "called again", "declined", "withdrawn", "not reached", "not allowed"]


class CallbackBooked(CallEvent):
    """The caller of this call is to be called back."""

    TYPE: ClassVar[str] = "callback_booked"
    callback: Public = Field(description="Id of the call-back; the same in all events of it.")
    kind: CallbackKind = Field(
        description="kept: they hung up to be called when it is their turn; missed: they gave up waiting; "
        "lost: the machine at which they waited, or its Asterisk, was lost."
    )
    number: Telephone = Field(description="Whom the hotline will call, masked.")
    queue: Public
    queued_at: float = Field(
        description="When they first came into a queue, seconds since the Unix epoch; the place they keep."
    )


class CallbackTried(CallEvent):
    """The citizen was called and not reached. `call` is the call out."""

    TYPE: ClassVar[str] = "callback_tried"
    callback: Public
    outcome: Tried = Field(description="machine: silence, or an answering machine.")
    attempt: int = Field(ge=1, description="Counts from 1.")
    next_at: float | None = Field(
        default=None, description="When they are called again, seconds since the Unix epoch; null: never."
    )


class CallbackClosed(Event):
    """A call-back is over."""

    TYPE: ClassVar[str] = "callback_closed"
    callback: Public
    kind: CallbackKind
    result: CallbackResult = Field(
        description="called again: the citizen called by themselves; declined: they want no call; withdrawn: "
        "by a supervisor, or as they stay on the line; not allowed: the number is not among those that may "
        "be dialled any more."
    )
    attempts: int = Field(ge=0)
