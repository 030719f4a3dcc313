"""One attempt to call a citizen back, as the book and the call know it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

from contracts import Tried
from contracts.dialogue import DialogueMachine
from hotline.guidance.call_guide import CallGuide
from hotline.records.database.callbacks.table import CallbackRow
from ivr.dialogue.callbacks.reached import Reached
from telephony.calls.dialler import Dialler
from telephony.calls.names import call_out
from telephony.calls.place import Place


class Book(Protocol):
    """Who keeps the call-backs (hotline.calls.callbacks.book.CallbackBook), told how an attempt goes."""

    def may_dial(self) -> bool:
        """Whether citizens are called now."""

    async def answered(self, row: CallbackRow) -> bool:
        """Somebody, or something, has answered. False when the call-back was closed meanwhile."""

    async def reached(self, row: CallbackRow) -> None:
        """It was a person."""

    async def failed(self, row: CallbackRow, call: str, why: Tried) -> None:
        """Nobody was reached by that call: once more later, unless it was the last attempt."""

    async def put_off(self, row: CallbackRow, call: str) -> None:
        """That call ended before the citizen was dialled: once more soon, and it counts as no attempt."""

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


def begun(row: CallbackRow, number: str, guide: CallGuide, dialler: Dialler, book: Book) -> Round:
    """An attempt that begins now, led by `guide`."""
    ivr = guide.config.ivr
    machine = Reached(ivr, guide.understanding.normaliser, row.queue, missed=row.kind != "kept")
    id = call_out(row.node, f"cb{row.id}.{time.time_ns() // 1_000_000}")
    return Round(row, id, number, ivr.callbacks.ring_s, machine, dialler, book)
