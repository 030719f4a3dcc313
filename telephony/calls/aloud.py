"""What is played to everybody in a conversation."""

from __future__ import annotations

from telephony.ari.client import Ari
from telephony.calls import names

SIGN = "tone:callwaiting;tonezone=cn"
"""Of indications.conf: short, and soft enough to wait by."""


class Aloud:
    """In the bridge of one call. PlaybackFinished comes of each playback that ends."""

    def __init__(self, ari: Ari, call: str) -> None:
        self._ari = ari
        self._bridge = f"/bridges/{names.bridge(call)}"

    async def say(self, sound: str, playback: str) -> None:
        """A sound file, without its suffix. Raises AriError."""
        await self._ari.post(f"{self._bridge}/play", media=f"sound:{sound}", playbackId=playback)

    async def sign(self, playback: str) -> None:
        """A soft sign every few seconds, until `silence`. Raises AriError."""
        await self._ari.post(f"{self._bridge}/play", media=SIGN, playbackId=playback)

    async def silence(self, playback: str) -> None:
        """That playback ends, if it has not yet."""
        await self._ari.discard(f"/playbacks/{playback}")
