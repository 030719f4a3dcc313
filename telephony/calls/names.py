"""Deterministic ids of everything a call owns in Asterisk.

Asterisk replays nothing to an application that comes back after a crash. Because the call's id is
part of every channel and bridge id, a new process can tell from two lists what belongs together.
"""

from __future__ import annotations

import re

from contracts.events.base import Leg

_AGENT = re.compile(r"^agent\.(?P<agent>[A-Za-z0-9_]+)\.(?P<attempt>\d+)\.(?P<call>.+)$")
_RECORDER = re.compile(r"^record(?:bridge)?\.(?:said|heard)\.(?P<call>.+)$")
_STAND_IN = re.compile(r"^tap\.\d+\.(?P<copy>record\..+)$")
_CALL_OUT = re.compile(r"^[a-z0-9]{1,32}-out\.")

OTHER_MACHINES = "other-machines"
"""The endpoint of pjsip.conf of all the hotline's other machines; no trunk or phone has such a name."""
CLAIM = "c"
"""What the mark of a claim begins with, by which a caller comes to another machine: no number does."""


def number_shown(number: str) -> str:
    """The caller's own; empty where that of who comes from another machine and withholds theirs is the
    endpoint's name."""
    return "" if number == OTHER_MACHINES else number


def bridge(call: str) -> str:
    """The bridge in which caller and agent talk."""
    return f"call.{call}"


def media(call: str, opening: int) -> str:
    """The external media channel through which the dialogue speaks and hears. Numbered, because the one
    before may still be ending when the next is opened."""
    return f"media.{opening}.{call}"


def agent_leg(call: str, agent: str, attempt: int) -> str:
    return f"agent.{agent}.{attempt}.{call}"


def snoop(call: str, leg: Leg) -> str:
    return f"snoop.{leg}.{call}"


def tap_media(call: str, leg: Leg) -> str:
    return f"tap.{leg}.{call}"


def tap_bridge(call: str, leg: Leg) -> str:
    return f"tapbridge.{leg}.{call}"


def monitor(call: str) -> str:
    """The snoop by which a supervisor hears the agent, and is heard by them."""
    return f"snoop.monitor.{call}"


def monitor_bridge(call: str) -> str:
    return f"tapbridge.monitor.{call}"


def early(call: str) -> str:
    """The snoop by which the agent hears a telephone that is rung."""
    return f"snoop.early.{call}"


def recorder(call: str, side: str) -> str:
    """The snoop on the caller by which Asterisk records what they say, or what they hear."""
    return f"record.{side}.{call}"


def recorder_bridge(call: str, side: str) -> str:
    """The bridge in which that snoop is alone with Asterisk's recorder."""
    return f"recordbridge.{side}.{call}"


def stand_in(copy: str, number: int) -> str:
    """The media channel that is in the bridge of a recorder's snoop while that is made anew. Numbered, as
    the dialogue's."""
    return f"tap.{number}.{copy}"


def stood_in_for(id_: str) -> str:
    """The recorder's snoop for which that channel stands in; any other id as it is."""
    found = _STAND_IN.match(id_)
    return found["copy"] if found else id_


def recorded_call(id_: str) -> str | None:
    """The call of a recorder's channel or bridge, or None for any other id."""
    found = _RECORDER.match(id_)
    return found["call"] if found else None


def agent_of(channel_id: str) -> tuple[str, str] | None:
    """(agent, call) of an agent leg's channel id, or None for any other channel."""
    found = _AGENT.match(channel_id)
    return (found["agent"], found["call"]) if found else None


def way_out(trunk: str) -> str:
    """The endpoint of pjsip.conf by which calls go out over a trunk; no trunk or phone has such a name."""
    return f"{trunk}-out"


def call_out(node: str, purpose: str) -> str:
    """The channel of somebody whom the hotline calls, and the id of that call. `purpose` tells it from all
    others of the node."""
    return f"{node}-out.{purpose}"


def is_call_out(channel_id: str) -> bool:
    """Whether the hotline has dialled this channel."""
    return _CALL_OUT.match(channel_id) is not None


def attempt(channel_id: str) -> int:
    """Which of the call's agents' legs it is, in the order in which they were rung; 0 for other channels."""
    found = _AGENT.match(channel_id)
    return int(found["attempt"]) if found else 0


def is_helper(channel_id: str) -> bool:
    """Media, snoop, tap and recording channels: they serve a call, and nobody speaks through them."""
    return channel_id.startswith(("media.", "snoop.", "tap.", "record."))
