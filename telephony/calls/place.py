"""Where a caller waits, noted at the caller's own channel: so the place outlives this process.

Asterisk keeps the note for as long as the caller is there, whatever becomes of the service or its database.
"""

from __future__ import annotations

import time

from pydantic import BaseModel, ConfigDict, ValidationError

from telephony.ari.client import Ari, AriError, part

VARIABLE = "HOTLINE_PLACE"


class Meant(BaseModel):
    """For one agent alone."""

    model_config = ConfigDict(frozen=True)

    agent: str
    until: float
    """From then on for anybody, in seconds since the Unix epoch."""

    @property
    def left_s(self) -> float:
        """Seconds until then; none, when it is over."""
        return max(0.0, self.until - time.time())


class Place(BaseModel):
    """A place in a queue."""

    model_config = ConfigDict(frozen=True)

    queue: str
    priority: int = 0
    seat: str | None = None
    foreign: bool = False
    emergency: bool = False
    """They are before all others, also in a queue that is none for emergencies."""
    since: float
    """When they first came into a queue, in seconds since the Unix epoch."""
    meant: Meant | None = None
    """The agent to whom they were given."""
    intent: str | None = None
    """Id of what they wait for, if that was found."""


async def note(ari: Ari, call: str, place: Place) -> None:
    """Raises AriError."""
    await ari.post(f"/channels/{part(call)}/variable", variable=VARIABLE, value=place.model_dump_json())


async def noted(ari: Ari, call: str) -> Place | None:
    """The note; None for who never was in a queue, or is gone. Raises AriError when Asterisk is away."""
    try:
        answer = await ari.get(f"/channels/{part(call)}/variable", variable=VARIABLE)
        return Place.model_validate_json(answer["value"])
    except AriError as error:
        if error.status:
            return None
        raise
    except (ValidationError, TypeError, KeyError):
        return None
