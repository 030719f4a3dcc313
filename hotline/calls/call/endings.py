"""Who ended a leg: the person at its end, or what lies between."""

from __future__ import annotations

from typing import Literal

from telephony.ari.events import ChannelDestroyed, HangupRequested

CLEARED = (0, 16, 31)
"""Causes of ITU-T Q.850 that a person who hangs up gives: none (a plain BYE), normal clearing, normal
unspecified. All others are of networks and machines."""

By = Literal["caller", "agent", "service", "network"]
End = tuple[By, str]
"""Who ended the call, and what Asterisk says of it."""
Party = Literal["person", "network"]


class Endings:
    """Of the legs of one call. Asterisk gives the reason before the end, and not always with it."""

    def __init__(self) -> None:
        self._asked: dict[str, HangupRequested] = {}

    def note(self, request: HangupRequested) -> None:
        self._asked[request.channel.id] = request

    def due(self, channel: str) -> bool:
        """Whether somebody has asked for its end."""
        return channel in self._asked

    def of(self, channel: str, destroyed: ChannelDestroyed | None = None) -> tuple[Party, str]:
        """Who ended the channel, and what is known of it in words."""
        asked = self._asked.get(channel)
        if asked is not None and asked.tech_cause:
            return "network", f"SIP {asked.tech_cause}: the phone did not answer any more"
        cause = asked.cause if asked is not None and asked.cause else destroyed.cause if destroyed else 0
        text = destroyed.cause_text if destroyed else ""
        if cause in CLEARED:
            return "person", text or "hung up"
        return "network", f"Q.850 cause {cause} {text}".strip()
