"""What the city's view tells: more calls than usual."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from contracts.events.base import Event
from contracts.records.personal import Public, Said


class SurgeTold(Event):
    """More people call of one matter, or from one district, than is usual. Told once; not repeated for
    what is known."""

    TYPE: ClassVar[str] = "surge_told"
    surge: Public = Field(description="Its id.")
    matter: int | None = Field(description="Id of the topic; null: of all matters together.")
    words: Said = Field(default="", description="What the topic is called, or its telling words.")
    sentence: Said = Field(default="", description="What one caller said.")
    district: Public = Field(default="", description="One of `vocabulary.areas`; empty: the whole city.")
    place: Said = Field(default="", description="What most of them name; empty: no one place.")
    since: float = Field(description="When it seems to have begun, seconds since the Unix epoch.")
    people: int = Field(ge=1, description="Different callers until now; all without a number are one.")
    expected: float = Field(ge=0, description="Calls that are usual in that time.")
    odds: float = Field(
        gt=0, description="How much likelier these calls are with a surge than by chance in any place."
    )
    humble: bool = Field(description="There is too little history to know well what is usual.")
    calls: tuple[Public, ...] = Field(description="Ids of the calls behind it, oldest first.")

    @property
    def topic(self) -> str:
        return f"city/{self.TYPE}"
