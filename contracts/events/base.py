"""The root of every event: a frozen record that turns into JSON and back.

Every event that leaves a house is one of the classes in this package. The same JSON goes to
the desk, to MQTT and into the records; `docs/asyncapi.yaml` documents it and a test holds the
two together.
"""

from __future__ import annotations

import json
import time
from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.records.personal import Public
from contracts.records.record import Record

Leg = Literal["caller", "agent", "consulted", "supervisor"]
"""Whose voice a transcript belongs to: consulted is who was asked by the agent, supervisor is who barges in.
Each leg is tapped on its own, so they never mix."""

REGISTRY: dict[str, type[Event]] = {}
"""Event classes by the name that stands in their JSON's `type`."""


class Event(Record):
    """Something that happened. Subclasses set `TYPE`, the name in the JSON and in MQTT topics."""

    TYPE: ClassVar[str] = ""

    type: Public = Field(default="", description="Name of the event, for example transcript_final.")
    at: float = Field(
        default_factory=time.time, description="When it happened, in seconds since the Unix epoch."
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls.TYPE:
            REGISTRY[cls.TYPE] = cls

    def model_post_init(self, _context: Any) -> None:
        if self.type != self.TYPE:
            if self.type:
                raise ValueError(f"type {self.type!r} does not belong to {self.__class__.__name__}")
            object.__setattr__(self, "type", self.TYPE)

    @property
    def topic(self) -> str:
        """MQTT topic below `hotline/v1/`, without a leading slash."""
        return f"system/{self.TYPE}"

    def to_json(self) -> str:
        return self.model_dump_json()


class CallEvent(Event):
    """An event of one call."""

    call: Public = Field(min_length=1, description="Id of the call, the same in every event of it.")

    @property
    def topic(self) -> str:
        return f"calls/{self.call}/{self.TYPE}"


def from_json(text: str | bytes) -> Event:
    """Reads what `to_json` wrote.

    Raises `ValueError` when it is no JSON object, the type is unknown or a field does not fit.
    """
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise ValueError("not an event: nested too deeply") from error
    kind = data.get("type") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in REGISTRY:
        raise ValueError(f"not an event this version knows: {str(text)[:80]}")
    return REGISTRY[kind].model_validate(data)
