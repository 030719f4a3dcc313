"""What the desk needs to show who is to be called back; the root hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from contracts import CallbackKind

CallbackState = Literal["dialled", "in_line", "later", "not_now"]


class CallbackView(BaseModel):
    """A citizen who is to be called back. Times in seconds since the Unix epoch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    number: str = Field(description="Masked.")
    kind: CallbackKind
    queue: str
    seat: str | None
    queued_at: float = Field(description="When they first came into a queue: the place they keep.")
    attempts: int = Field(description="So often they were dialled.")
    next_at: float | None = Field(description="They are not called before; null: when it is their turn.")
    state: CallbackState = Field(
        description="dialled: the telephone rings; in_line: an agent is looked for; later: after a vain "
        "attempt; not_now: outside of the hours, no line is free, or they are on the telephone."
    )


class CallbackList(Protocol):
    """Of this node."""

    async def listed(self) -> Sequence[CallbackView]:
        """Those who have not been reached yet, in the order of their places."""

    async def cancel(self, id: int, by: str) -> None:
        """They are called no more. Raises `ActionRefused` when that is too late."""
