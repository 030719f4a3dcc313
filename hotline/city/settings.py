"""What counts as more than usual in the city, in which district a call is, and what is fed from elsewhere."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from contracts.configuration.settings import Id, Line, Section

_TOPIC = re.compile(r"[^+#\s\0$][^+#\0]*")


class CitySettings(Section):
    """The city's view: topics, warnings, announcements."""

    people: int = Field(
        default=4, ge=3, le=100, description="A surge is told from so many different callers on."
    )
    odds: float = Field(
        default=250,
        ge=10,
        le=1e9,
        description="A surge is told when it is so many times likelier than chance in any of the places that "
        "are watched. Higher: fewer false alarms, later warnings.",
    )
    quiet_hours: float = Field(
        default=12, ge=1, le=72, description="After so long without a call of it a surge is over."
    )
    announcement_hours: float = Field(
        default=4,
        ge=0.5,
        le=72,
        description="How long a drafted announcement runs, until somebody writes otherwise.",
    )
    numbers: dict[Line, Line] = Field(
        default_factory=dict,
        description="Called number: the district its callers are in, where they name none. A number of one "
        "district's own.",
    )
    queues: dict[Id, Line] = Field(
        default_factory=dict,
        description="Queue, by its id: the district its callers are in, where they name none.",
    )
    feed_topic: str | None = Field(
        default=None,
        description="MQTT topic, without a prefix, on the broker of `events` on which messages of other "
        "channels come in; without it none are read.",
    )

    @field_validator("feed_topic")
    @classmethod
    def _one_topic(cls, topic: str | None) -> str | None:
        if topic is not None and not _TOPIC.fullmatch(topic):
            raise ValueError(
                f"'{topic}' is no topic to read from → write words with / between: city/messages"
            )
        return topic
