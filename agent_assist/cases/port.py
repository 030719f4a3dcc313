"""What the desk needs to work with cases; the root hands it in."""

from __future__ import annotations

from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from contracts import CaseState


class NewCase(BaseModel):
    """Body of POST /api/calls/{id}/cases: what the agent writes of a matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    said: str = Field(min_length=1, max_length=2000, description="What the citizen wants.")
    place: str = Field(default="", max_length=200)
    happened: str = Field(default="", max_length=100, description="When it happened.")
    telephone: str = Field(
        default="", max_length=40, description="Another one than that of the call; empty: that of the call."
    )
    secret: bool = Field(default=False, description="保密: the citizen is not to be named.")


class Cases(Protocol):
    """Each method raises `ActionRefused` when it cannot be done; the effect comes as events."""

    async def open(self, call: str, agent: str, intent: str | None, queue: str, case: NewCase) -> str:
        """An agent opens a case in a call; returns its number."""

    async def join(self, call: str, agent: str, number: str) -> None:
        """That call is about a case that is there."""

    async def set_state(self, number: str, state: CaseState, agent: str) -> None:
        """A case has another state from now on."""
