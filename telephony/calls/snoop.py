"""A copy of a channel's voice in Asterisk, ready to be bridged."""

from __future__ import annotations

import asyncio
from typing import Literal

from telephony.ari.client import Ari
from telephony.calls import media_channel


async def snoop(
    ari: Ari,
    arrivals: media_channel.Arrivals,
    name: str,
    channel: str,
    *,
    spy: Literal["in", "out", "both"] = "in",
    whisper: Literal["out"] | None = None,
) -> None:
    """The channel `name` has entered Stasis. `spy`: what `channel` says ("in"), what it hears ("out"), or
    both; `whisper` "out": it hears what is said into the copy. Raises AriError or TimeoutError."""
    arrived = arrivals(name)
    try:
        await ari.make(f"/channels/{channel}/snoop/{name}", spy=spy, whisper=whisper, app=ari.app)
        await asyncio.wait_for(arrived, media_channel.STASIS_TIMEOUT_S)
    finally:
        arrived.cancel()
