"""The ARI events the service acts on, typed. Field names follow Asterisk's own event model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as ARI describes it."""

    id: str
    name: str = ""
    state: str = ""
    caller: str = field(default="", repr=False)
    """The caller's number as it came in, unmasked: never publish it as it is, nor write it to a log."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Channel:
        return cls(
            id=str(data["id"]),
            name=str(data.get("name", "")),
            state=str(data.get("state", "")),
            caller=str(dict(data.get("caller") or {}).get("number", "")),
        )


@dataclass(frozen=True, slots=True)
class StasisStart:
    channel: Channel
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HangupRequested:
    """The channel is about to end. It comes before StasisEnd, which does not say why."""

    channel: Channel
    cause: int
    """Hangup cause, ITU-T Q.850; 0: none was given, as with a plain BYE."""
    tech_cause: int
    """SIP status that ended it, for example 408 when a session refresh was not answered; 0: none did."""


@dataclass(frozen=True, slots=True)
class StasisEnd:
    channel: Channel


ASTERISK_LOST = "Asterisk was lost"
"""Cause of the end of all that was in an Asterisk that died."""
TEMPORARY_FAILURE = 41
"""ITU-T Q.850."""


@dataclass(frozen=True, slots=True)
class ChannelDestroyed:
    channel: Channel
    cause: int
    """Hangup cause, ITU-T Q.850."""
    cause_text: str


@dataclass(frozen=True, slots=True)
class EarlySound:
    """A telephone that we ring sends sound before it is answered (SIP 183)."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class DialAnswered:
    """Whom the dialplan has called for the channel has answered."""

    channel: Channel
    """Of who called."""


@dataclass(frozen=True, slots=True)
class DtmfReceived:
    channel: Channel
    digit: str


@dataclass(frozen=True, slots=True)
class PlaybackFinished:
    playback: str
    failed: bool


@dataclass(frozen=True, slots=True)
class DeviceStateChanged:
    """`device` is for example PJSIP/1001; `state` UNAVAILABLE, NOT_INUSE, INUSE, RINGING, BUSY ..."""

    device: str
    state: str


AriEvent = (
    StasisStart
    | HangupRequested
    | StasisEnd
    | ChannelDestroyed
    | EarlySound
    | DialAnswered
    | DtmfReceived
    | PlaybackFinished
    | DeviceStateChanged
)


def parse(data: Mapping[str, Any]) -> AriEvent | None:
    """One event of the ARI WebSocket, or None for the many kinds nobody here needs.

    Raises KeyError, TypeError or ValueError when an event we need is not as Asterisk documents it.
    """
    if not isinstance(data, Mapping):
        raise TypeError(f"an event is an object, not {type(data).__name__}")
    match data.get("type"):
        case "StasisStart":
            return StasisStart(Channel.of(data["channel"]), tuple(str(arg) for arg in data.get("args") or ()))
        case "StasisEnd":
            return StasisEnd(Channel.of(data["channel"]))
        case "ChannelHangupRequest":
            return HangupRequested(
                Channel.of(data["channel"]), _number(data, "cause"), _number(data, "tech_cause")
            )
        case "ChannelDestroyed":
            cause = _number(data, "cause")
            return ChannelDestroyed(Channel.of(data["channel"]), cause, str(data.get("cause_txt", "")))
        case "Dial":
            return _dialled(data)
        case "ChannelDtmfReceived":
            return DtmfReceived(Channel.of(data["channel"]), str(data["digit"]))
        case "PlaybackFinished":
            playback = data["playback"]
            return PlaybackFinished(str(playback["id"]), playback.get("state") == "failed")
        case "DeviceStateChanged":
            device = data["device_state"]
            return DeviceStateChanged(str(device["name"]), str(device["state"]))
        case _:
            return None


def _dialled(data: Mapping[str, Any]) -> AriEvent | None:
    match data.get("dialstatus"):
        case "PROGRESS":
            return EarlySound(Channel.of(data["peer"]))
        case "ANSWER" if data.get("caller"):
            return DialAnswered(Channel.of(data["caller"]))
        case _:
            return None


def _number(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name, 0)
    if not isinstance(value, int):
        raise TypeError(f"{name} is a number, not {value!r}")
    return value
