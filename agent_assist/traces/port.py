"""What the desk needs to show traces; the root hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

TraceKind = Literal["seen", "heard", "exported", "changed", "deleted"]


class Trace(BaseModel):
    """That somebody did something with what is kept of citizens, or of those who work here."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    at: float = Field(description="Seconds since the Unix epoch.")
    who: str = Field(description="Id at the desk; at a terminal the name of the operating system's user.")
    where: Literal["desk", "terminal"]
    kind: TraceKind
    event: str = Field(description="Type of the event.")
    call: str | None
    about: str = Field(description="Which case, recording or table, what was sought; masked.")


@dataclass(frozen=True, slots=True)
class SoughtTraces:
    """Which traces somebody wants to see. Times in seconds since the Unix epoch."""

    person: str | None
    """Of that one alone; None: of all."""
    kind: TraceKind | None
    since: float
    until: float
    limit: int


class Traces(Protocol):
    """Those that are kept."""

    async def find(self, sought: SoughtTraces, by: str) -> Sequence[Trace]:
        """The newest first, at most `limit`; that `by` looked is written down.

        Raises `ActionRefused` when the records cannot be read now.
        """
