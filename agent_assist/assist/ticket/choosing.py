"""Which of several values a field gets."""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent_assist.assist.ticket.field import EMPTY, Field, Told

_CORRECTED = re.compile(r"不对|不是|错了|更正|应该是|换一?个|改成|改一下")
_NEARLY = 0.25
"""How much less sure a value may be that puts an earlier one right."""

Candidate = tuple[Told, Field]


def chosen(candidates: Iterable[Candidate]) -> Field:
    """The surest, of equals the first; what puts an earlier one right replaces it."""
    best = EMPTY
    for told, field in candidates:
        right = bool(best.value) and _CORRECTED.search(told.text) is not None
        if field.score > best.score or (right and field.score >= best.score - _NEARLY):
            best = field
    return best


def scored(told: Told, value: str, score: float) -> Candidate:
    """A value of that sentence; what the citizen has only said yes to counts a little less."""
    return told, Field(value, told.sentence, round(score if told.own else 0.95 * score, 3), told.also)
