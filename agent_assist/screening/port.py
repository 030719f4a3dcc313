"""What the desk needs to mark nuisance callers; the root hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["grey", "black", "reject", "remove"]
"""What a supervisor makes of an entry: confirmed as grey or as black, rejected, taken off the list."""


class ListedCaller(BaseModel):
    """One entry of the list as the page shows it. Times in seconds since the Unix epoch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    number: str = Field(description="Masked.")
    standing: Literal["grey", "black"]
    proposed: bool = Field(description="Waits for a supervisor, and has no effect yet.")
    reason: str
    call: str | None = Field(description="The call that it was proposed in.")
    by: str = Field(description="Id of who proposed or added it.")
    at: float
    until: float | None


class Screening(Protocol):
    """The list of nuisance callers. Each method raises `ActionRefused` when it cannot be done."""

    async def propose(self, call: str, reason: str, by: str) -> None:
        """An agent marks the caller of a call; it has no effect before a supervisor confirms it."""

    async def listed(self) -> Sequence[ListedCaller]:
        """Proposals and active entries, oldest first."""

    async def decide(self, entry: int, verdict: Verdict, by: str) -> None:
        """A supervisor decides on an entry."""
