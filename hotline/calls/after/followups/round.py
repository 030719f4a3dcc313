"""One attempt at a follow-up call, as the book and the call know it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from contracts import FollowupAnswer, FollowupResult, Tried
from contracts.dialogue import DialogueMachine
from hotline.guidance.call_guide import CallGuide
from hotline.records.database.followups.table import FollowupRow
from ivr.dialogue.after.followup import FollowUp
from ivr.dialogue.short.in_danger import UntilDanger
from telephony.calls.dialler import Dialler
from telephony.calls.names import call_out


class Book(Protocol):
    """Who keeps the follow-ups (book.FollowupBook), told how an attempt goes."""

    def may_dial(self) -> bool:
        """Whether citizens are called now."""

    async def answered(self, row: FollowupRow) -> bool:
        """Somebody, or something, has answered. False when it was taken back meanwhile."""

    async def closed(
        self, row: FollowupRow, result: FollowupResult, answers: Sequence[FollowupAnswer]
    ) -> None:
        """It is over."""

    async def failed(self, row: FollowupRow, call: str, why: Tried) -> None:
        """Nobody was reached by that call: once more later, unless it was the last attempt."""

    async def put_off(self, row: FollowupRow) -> None:
        """The citizen was not dialled: once more soon, and it counts as no attempt."""


@dataclass(frozen=True, slots=True)
class FollowupRound:
    """What one attempt needs."""

    row: FollowupRow
    """With this attempt counted."""
    id: str
    """Of the call, and of the citizen's channel."""
    number: str = field(repr=False)
    """In full, as it is dialled."""
    ring_s: float
    talk: FollowUp
    machine: DialogueMachine
    """The same, with an ear for danger."""
    dialler: Dialler
    book: Book


def begun(
    row: FollowupRow, number: str, topic: str, guide: CallGuide, dialler: Dialler, book: Book
) -> FollowupRound:
    """An attempt that begins now, led by `guide`. Raises KeyError when its questions are gone."""
    ivr = guide.config.ivr
    id = call_out(row.node, f"fu{row.id}.{time.time_ns() // 1_000_000}")
    talk = FollowUp(ivr, guide.understanding, ivr.followups.questions[row.questions], topic)
    usual = guide.machine(id, number, datetime.now())
    machine = UntilDanger(talk, usual, ivr, guide.understanding)
    return FollowupRound(row, id, number, ivr.followups.ring_s, talk, machine, dialler, book)
