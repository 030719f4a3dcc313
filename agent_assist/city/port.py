"""What the desk needs to show the city's view and to announce something; the root hands it in."""

from __future__ import annotations

from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field


class AnnouncementView(BaseModel):
    """What callers of a warning's matter and district are told, and what became of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: int
    text: str
    words: tuple[str, ...]
    places: tuple[str, ...] = Field(description="Empty: the whole city.")
    unplaced: bool = Field(description="Told to those as well who name no place.")
    published_at: float = Field(description="Seconds since the Unix epoch.")
    by: str = Field(description="Id of who published it.")
    ends: float = Field(description="When it ends by itself.")
    ended_at: float | None = Field(description="Null: callers hear it.")
    told: int = Field(description="Calls in which it was played.")
    answered: int = Field(description="Of these: it was enough.")
    human: int = Field(description="Of these: an agent was wanted all the same.")


class AnnouncementDraft(BaseModel):
    """What is to be announced: proposed by the service, put right and published by a supervisor."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str = Field(max_length=1000, description="What callers hear.")
    words: tuple[str, ...] = Field(max_length=50, description="Callers who say one of these mean the matter.")
    intents: tuple[str, ...] = Field(
        default=(), max_length=50, description="So do those who want one of these, by their ids."
    )
    places: tuple[str, ...] = Field(
        default=(), max_length=20, description="The district and what lies in it; empty: the whole city."
    )
    unplaced: bool = Field(default=False, description="Told to those as well who name no place.")
    ends: float = Field(description="When it ends by itself, seconds since the Unix epoch.")


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
    announcements: tuple[AnnouncementView, ...] = Field(
        default=(), description="Made of it, the newest first."
    )


class City(Protocol):
    """The city's view."""

    async def surges(self) -> list[SurgeView]:
        """Those that are not over, the newest first. Raises `ActionRefused` when they cannot be read."""

    async def draft(self, surge: str, ends: float | None) -> AnnouncementDraft:
        """An announcement out of a warning; nothing is published. `ends`: seconds since the Unix epoch; None:
        after the usual time. Raises `ActionRefused`, also when there is no such warning."""

    async def publish(self, surge: str, draft: AnnouncementDraft, by: str) -> None:
        """Callers of that matter and district hear it from now on. Raises `ActionRefused`."""

    async def end(self, announcement: int, by: str) -> None:
        """Nobody hears it any more. Raises `ActionRefused`, also when it has ended already."""
