"""One attempt to call a citizen back, as the book and the call know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from contracts import Tried
from contracts.dialogue import DialogueMachine
from hotline.records.database.callbacks_table import CallbackRow
from telephony.calls.dialler import Dialler
from telephony.calls.place import Place


class Book(Protocol):
    """Who keeps the call-backs (hotline.calls.callbacks.callbacks.Callbacks), told how an attempt goes."""

    async def answered(self, row: CallbackRow) -> bool:
        """Somebody, or something, has answered. False when the call-back was closed meanwhile."""

    async def reached(self, row: CallbackRow) -> None:
        """It was a person."""

    async def failed(self, row: CallbackRow, call: str, why: Tried) -> None:
        """Nobody was reached by that call: once more later, unless it was the last attempt."""

    async def ended(self, row: CallbackRow, call: str) -> None:
        """That call is over, and nothing of all this was told: something failed."""

    async def declined(self, row: CallbackRow) -> None:
        """The citizen wants no call."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one attempt needs."""

    row: CallbackRow
    id: str
    """Of the call, and of the citizen's channel."""
    number: str = field(repr=False)
    """In full, as it is dialled."""
    ring_s: float
    machine: DialogueMachine
    """Finds out who has answered."""
    dialler: Dialler
    book: Book

    @property
    def place(self) -> Place:
        row = self.row
        return Place(queue=row.queue, priority=row.priority, seat=row.seat, since=row.queued_at)
