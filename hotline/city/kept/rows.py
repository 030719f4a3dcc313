"""What the store of the city's view takes and gives, and the rows that are made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from hotline.city.call import CityCall
from hotline.city.kept.written import topic_json
from hotline.city.surges.shares import Shares
from hotline.city.surges.warning import Warning
from hotline.city.topics.frequencies import Frequencies
from hotline.city.topics.naming import sentence, words
from hotline.city.topics.revising import Change
from hotline.city.topics.topic import Topic
from hotline.city.topics.topics import Assigned
from hotline.city.view import CityView, Taken


@dataclass(slots=True)
class Written:
    """What is written at once."""

    calls: list[tuple[CityCall, Assigned]] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    warnings: dict[str, Warning] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    @classmethod
    def of(cls, view: CityView, calls: Sequence[CityCall], taken: Sequence[Taken]) -> Self:
        """What these calls have changed in that view; `taken`: what it has made of each."""
        written = cls()
        for call, one in zip(calls, taken, strict=True):
            written.calls.append((call, one.assigned))
            written.changes += one.changes
            for topic in (one.assigned.topic, *(change.topic for change in one.changes)):
                if (found := view.topics.get(topic)) is not None:
                    written.topics[topic] = found
            for warning in (one.seen.told, one.seen.known):
                if warning is not None:
                    written.warnings[warning.id] = warning
        return written


@dataclass(frozen=True, slots=True)
class Known:
    """What was known when the last process ended."""

    topics: list[Topic]
    common: Frequencies
    shares: Shares
    warnings: list[Warning]
    """With calls that are told one by one, those that are over too."""
    hours: Counter[int]
    recent: list[tuple[CityCall, int]]
    """Calls that were taken in, with their topics, oldest first."""
    next_topic: int


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic as people are shown it."""

    id: int
    name: str
    """What somebody has called it; empty: nobody has."""
    words: str
    sentence: str
    first: float
    last: float
    people: int
    """Different callers in the time that was asked for; those without a number count as one a district."""
    calls: int
    """In that time."""
    pinned: bool
    hidden: bool
    out_of: int | None
    """The topic that it was a part of."""


def last_of(topic: int, into: Mapping[int, int]) -> int:
    """The topic that it has become a part of, or itself; `into`: what `CityStore.merged` finds."""
    seen = {topic}
    while (other := into.get(topic)) is not None and other not in seen:
        seen.add(other)
        topic = other
    return topic


def call_row(call: CityCall, assigned: Assigned) -> dict[str, Any]:
    """Of `CITY_CALLS`."""
    where = {"district": call.district, "place": call.place, "queue": call.queue}
    where |= {"community": call.community, "number": call.number, "unit": call.unit}
    went = {"topic": assigned.topic, "distance": assigned.distance}
    return {"call": call.call, "at": call.at, "caller": call.caller, **went, **where}


def topic_row(topic: Topic, common: Frequencies) -> dict[str, Any]:
    """Of `CITY_TOPICS`."""
    called = {"words": " ".join(words(topic, common)), "sentence": sentence(topic, common)}
    when = {"first": topic.first, "last": topic.last, "calls": topic.calls}
    return {"id": topic.id, **when, **called, "state": topic_json(topic)}
