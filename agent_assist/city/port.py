"""What the desk needs to show the city's view; the root hands it in."""

from __future__ import annotations

from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field


class SurgeView(BaseModel):
    """More people than usual call of one matter, or from one district. Nothing personal stands in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    topic: int | None = Field(description="Null: all matters together.")
    name: str = Field(description="What the topic is called, or its telling words.")
    sentence: str = Field(description="What one caller said, masked.")
    district: str = Field(description="Empty: the whole city.")
    place: str = Field(description="What most of them name, houses masked; empty: no one place.")
    since: float = Field(description="When it seems to have begun, seconds since the Unix epoch.")
    told_at: float
    last: float = Field(description="Its last call.")
    people: int
    expected: float = Field(description="Calls that were usual from its beginning until it was told.")
    odds: float
    humble: bool = Field(description="There is too little history to know well what is usual.")
    calls: tuple[str, ...] = Field(description="Ids of the calls behind it, oldest first.")


class City(Protocol):
    """The city's view."""

    async def surges(self) -> list[SurgeView]:
        """Those that are not over, the newest first. Raises `ActionRefused` when they cannot be read."""
