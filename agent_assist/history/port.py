"""What the desk needs to look into past calls; the root hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field


class PastCall(BaseModel):
    """A call that is over, in a line. Nothing personal stands in it but what is masked."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    caller: str = Field(description="Masked.")
    started: float = Field(description="Seconds since the Unix epoch.")
    ended: float | None
    queue: str | None
    intent: str | None
    agent: str | None = Field(description="Who answered last.")
    code: str = Field(default="", description="What the agent said came of it.")
    note: str = Field(default="", description="The agent's words, masked.")
    said: str = Field(default="", description="The first sentence with the words that were sought, masked.")


@dataclass(frozen=True, slots=True)
class Sought:
    """Which past calls somebody wants to see."""

    words: str
    """In a sentence, a note or the masked number; empty: whatever was said."""
    since: float
    """Began then or later, in seconds since the Unix epoch."""
    agent: str | None
    """Answered by that agent; None: by anybody."""
    limit: int


class PastCalls(Protocol):
    """Each question raises `ActionRefused` when the records cannot be read now."""

    async def search(self, sought: Sought, by: str) -> list[PastCall]:
        """The newest first, at most `limit`; that `by` searched is written down."""

    async def earlier(self, call: str, by: str) -> list[PastCall]:
        """Calls of the same telephone before this one, the newest first; that `by` looked is written down."""
