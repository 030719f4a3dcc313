"""What the city's view tells: more calls than usual, and what callers are told of it."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent, Event
from contracts.records.personal import Public, Said

AnnouncementOutcome = Literal["told", "answered", "human"]


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


class AnnouncementPublished(Event):
    """A supervisor has made an announcement out of a warning: callers of that matter and district hear it
    from now on."""

    TYPE: ClassVar[str] = "announcement_published"
    by: Public = Field(description="Id of who published it.")
    announcement: int = Field(ge=1, description="Its number.")
    surge: Public = Field(description="Id of the warning that it was made of.")
    district: Public = Field(default="", description="One of `vocabulary.areas`; empty: the whole city.")
    text: Said = Field(description="What callers hear.")
    ends: float = Field(description="When it ends by itself, seconds since the Unix epoch.")

    @property
    def topic(self) -> str:
        return f"city/{self.TYPE}"


class AnnouncementEnded(Event):
    """Callers do not hear it any more."""

    TYPE: ClassVar[str] = "announcement_ended"
    by: Public = Field(default="", description="Id of who ended it; empty: its time was over.")
    announcement: int = Field(ge=1, description="Its number.")
    surge: Public = Field(description="Id of the warning that it was made of.")
    told: int = Field(ge=0, description="Calls in which it was played until now.")
    answered: int = Field(ge=0, description="Of these: it was enough.")
    human: int = Field(ge=0, description="Of these: an agent was wanted all the same.")

    @property
    def topic(self) -> str:
        return f"city/{self.TYPE}"


class AnnouncementHeard(CallEvent):
    """A caller hears an announcement, or says what they make of it."""

    TYPE: ClassVar[str] = "announcement_heard"
    announcement: int = Field(ge=1, description="Its number.")
    outcome: AnnouncementOutcome = Field(
        description="told: it is being played; answered: that was enough; human: an agent is wanted."
    )
