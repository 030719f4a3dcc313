"""What is known of a call that runs, from its events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from contracts import CallQueued, CallStarted, Decided, Event, TranscriptFinal
from hotline.city.place import district_of
from hotline.city.settings import CitySettings
from hotline.city.topics.grams import LONGEST


@dataclass(slots=True)
class Heard:
    """Fed with its events."""

    at: float
    dialled: str = ""
    said: str = ""
    place: str = ""
    queue: str = ""
    intent: str = ""
    """Found last."""
    understood: bool = False
    """Something was decided that says what it is about."""

    def take(self, event: Event, addresses: Collection[str]) -> None:
        """One of its events; `addresses`: ids of the questions that a place answers."""
        match event:
            case CallStarted():
                self.dialled = event.dialled
            case TranscriptFinal(leg="caller", aside=False) if len(self.said) < LONGEST:
                self.said = f"{self.said}，{event.written or event.text}".strip("，")
            case Decided():
                self.intent = event.intent or self.intent
                self.understood = self.understood or (event.intent is not None and event.outcome == "route")
                places = [slot.value for slot in event.slots if slot.id in addresses]
                self.place = places[0] if places else self.place
            case CallQueued():
                self.queue = event.queue

    def district(self, districts: Collection[str], settings: CitySettings) -> str:
        """The one that they name; else that of the number they called, or of the queue; else empty."""
        named = district_of(self.place, districts) or district_of(self.said, districts)
        return named or settings.numbers.get(self.dialled) or settings.queues.get(self.queue) or ""

    def community(self, communities: Collection[str]) -> str:
        """The one that they name; else empty."""
        return district_of(self.place, communities) or district_of(self.said, communities)
