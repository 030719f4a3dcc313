"""Recordings of calls: begun, paused, over, listened to, deleted."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent
from contracts.records.personal import Public, Report


class RecordingStarted(CallEvent):
    """The caller has been told, and the conversation is recorded from now on."""

    TYPE: ClassVar[str] = "recording_started"
    recording: Public = Field(description="Name of the recording; the same in all events of it.")
    adopted: bool = Field(default=False, description="It went on while the service was not there.")


class RecordingPaused(CallEvent):
    """What follows is silence in the recording, until it is resumed."""

    TYPE: ClassVar[str] = "recording_paused"
    recording: Public
    agent: Public = Field(description="Who paused it.")


class RecordingResumed(CallEvent):
    """It is recorded again."""

    TYPE: ClassVar[str] = "recording_resumed"
    recording: Public
    agent: Public


class RecordingEnded(CallEvent):
    """The recording is over, and kept."""

    TYPE: ClassVar[str] = "recording_ended"
    recording: Public
    reason: Literal["over", "queue", "failed"] = Field(
        description="over: the call is; queue: it came to one that is not recorded; failed: see the fault."
    )
    seconds: float = Field(ge=0)
    bytes: int = Field(ge=0)


class RecordingRefused(CallEvent):
    """The conversation ought to be recorded and is not; it goes on."""

    TYPE: ClassVar[str] = "recording_refused"
    reason: Report


class RecordingPlayed(CallEvent):
    """Somebody listened to a recording, fetched it, or had its file's place shown."""

    TYPE: ClassVar[str] = "recording_played"
    recording: Public
    agent: Public = Field(
        description="Who did: id at the desk; at a terminal the name of the operating system's user."
    )
    where: Literal["desk", "terminal"] = "desk"


class RecordingDeleted(CallEvent):
    """A recording was deleted."""

    TYPE: ClassVar[str] = "recording_deleted"
    recording: Public
    why: Literal["person", "age"] = Field(
        description="person: on somebody's command; age: it was kept as long as is configured."
    )
