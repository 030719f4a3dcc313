"""Where each field of a filed case comes from: as it was drafted, corrected, typed, or taken out.

What agents correct is what the drafting can learn from; what stays untouched is its figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from agent_assist.assist.ticket.contact import CALLING
from contracts import TicketField

How = Literal["untouched", "corrected", "typed", "removed"]


@dataclass(frozen=True, slots=True)
class TracedField:
    """One field that was drafted or filled in."""

    field: str
    how: How
    line: str = ""
    """The sentence of the call that the draft was taken from; empty: there was no draft."""
    drafted: str = ""
    """What was drafted, where it did not stay."""


def traced(filed: Mapping[str, str], drafted: Iterable[TicketField]) -> list[TracedField]:
    """`filed`: what the form says, by the names of the draft's fields; empty: nothing."""
    # The number that the citizen calls from is what an empty field stands for.
    drafts = {one.field: one for one in drafted if one.value != CALLING}
    found = []
    for field, value in filed.items():
        draft = drafts.get(field)
        if draft is None:
            if value:
                found.append(TracedField(field, "typed"))
        elif value == draft.value:
            found.append(TracedField(field, "untouched", draft.line))
        else:
            how: How = "corrected" if value else "removed"
            found.append(TracedField(field, how, draft.line, draft.value))
    return found
