"""Copies of a channel's voice in Asterisk, ready to be bridged."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from telephony.ari.client import Ari, AriError, part
from telephony.calls.media.channel import STASIS_TIMEOUT_S, Arrivals

GONE = 404
"""Asterisk knows no such channel or bridge."""
TRY_S, TRIES = 0.02, 25
"""How long a copy may take to end, and then packets to pass."""
PACKETS = 5
"""A channel's translator goes with its last copy, when the next packets pass: a few of them, to be sure."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A snoop `name` of what a channel says ("in") or hears ("out"), in a bridge of its own."""

    name: str
    bridge: str
    spy: Literal["in", "out"] = "in"


class CopiesLost(AriError):
    """What is recorded of a channel could not be made anew, and is gone."""

    def __init__(self, error: AriError | TimeoutError) -> None:
        status = error.status if isinstance(error, AriError) else 0
        super().__init__(status, f"no copies any more: {str(error) or type(error).__name__}")


async def snoop(
    ari: Ari,
    arrivals: Arrivals,
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
        await asyncio.wait_for(arrived, STASIS_TIMEOUT_S)
    finally:
        arrived.cancel()


async def made_anew(ari: Ari, arrivals: Arrivals, channel: str, copies: Sequence[Copy]) -> None:
    """All copies of one channel at once; their bridges stay. Raises AriError or TimeoutError.

    All of them have one translator (see `media.reception`): while one is left, so is the number that it has
    seen last, and a voice that starts anew with lower numbers is in none of them. Where one fails, all are
    gone.
    """
    if not copies:
        return
    await asyncio.gather(*(_gone(ari, copy.name) for copy in copies))
    await _packets_pass(ari, channel)
    try:
        for copy in copies:
            await snoop(ari, arrivals, copy.name, channel, spy=copy.spy)
            await ari.post(f"/bridges/{part(copy.bridge)}/addChannel", channel=copy.name)
    except (AriError, TimeoutError):
        # Nobody else knows of a copy that is in no bridge, since that was taken down meanwhile.
        await asyncio.gather(*(_gone(ari, copy.name) for copy in copies))
        raise


async def _gone(ari: Ari, name: str) -> None:
    """The channel `name` has ended, which takes a while on a machine that is busy. Raises AriError."""
    await ari.discard(f"/channels/{part(name)}")
    for _ in range(TRIES):
        try:
            await ari.get(f"/channels/{part(name)}")
        except AriError as error:
            if not error.status:
                raise
            return
        await asyncio.sleep(TRY_S)


async def _packets_pass(ari: Ari, channel: str) -> None:
    """A few packets have come from the channel or gone to it, or none does. Raises AriError."""
    before = await _packets(ari, channel)
    for _ in range(TRIES):
        await asyncio.sleep(TRY_S)
        if await _packets(ari, channel) - before >= PACKETS:
            return


async def _packets(ari: Ari, channel: str) -> int:
    found = await ari.get(f"/channels/{part(channel)}/rtp_statistics")
    return int(found["rxcount"]) + int(found["txcount"])
