"""What the desk needs to invite guests; the root hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from agent_assist.settings import ALL_QUEUES


class GuestView(BaseModel):
    """A guest whose time is not over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="Log-in name at the desk.")
    name: str
    extension: str
    queues: tuple[str, ...]
    skills: dict[str, int]
    until: float = Field(description="Seconds since the Unix epoch.")


class Invitation(BaseModel):
    """Body of POST /api/guests. What of it is impossible the root says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(max_length=64)
    name: str = Field(max_length=64)
    extension: str = Field(max_length=64)
    queues: tuple[str, ...] = Field(default=(ALL_QUEUES,), max_length=100)
    skills: dict[str, int] = Field(default_factory=dict, max_length=50)
    until: float = Field(ge=0, le=32503680000, description="Seconds since the Unix epoch.")


class Invited(BaseModel):
    """What the guest needs to work, told once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    password: str = Field(description="Of the desk; a new one for each stay.")
    phone_password: str | None = Field(description="Of the telephone; null: it was told before.")


class Guests(Protocol):
    """Each method raises `ActionRefused` when it cannot be done."""

    async def listed(self) -> Sequence[GuestView]:
        """Those whose time is not over, in the order in which they were invited."""

    async def invite(self, invitation: Invitation, by: str) -> Invited:
        """From now on the guest takes calls; who is one already is changed."""

    async def end(self, guest: str, by: str) -> None:
        """Ends the guest's time; a talk that runs is finished."""
