"""A written reply to a case (答复), what it answers, and what is doubtful in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ReplyKind = Literal["unanswered", "wrong_unit", "no_date", "promise", "unfounded", "personal"]
"""unanswered: something that was asked or wished for; wrong_unit: another office than the responsible one;
no_date: nobody is told when; promise: without a basis; unfounded: an amount that neither the case nor the
knowledge base has; personal: a number, an identity card, a plate, a home."""


@dataclass(frozen=True, slots=True)
class ReplyMatter:
    """What a reply answers."""

    said: str
    """What was said in the case."""
    appeal: str = ""
    """What the citizen wants done."""
    unit: str = ""
    """Name of who is responsible; empty: nobody is named."""
    units: tuple[str, ...] = ()
    """Names of all who may be."""
    articles: tuple[str, ...] = ()
    """Texts of the knowledge base about it."""


class ReplyFinding(BaseModel):
    """Something doubtful, in the words in which it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: ReplyKind
    words: str = Field(description="As they stand in the reply; of what is unanswered, in the case.")
