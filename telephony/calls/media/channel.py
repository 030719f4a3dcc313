"""A media channel of ours in Asterisk, ready to be bridged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from telephony.ari.client import Ari
from telephony.calls.media.server import MediaServer
from telephony.calls.media.socket import MediaSocket

STASIS_TIMEOUT_S = 2.5
"""Set-up takes some 5 ms; a caller without media must not wait in silence for longer than this."""

Arrivals = Callable[[str], "asyncio.Future[None]"]
"""Registers interest in a channel's StasisStart; the future is done when the channel has entered."""


async def media_channel(
    ari: Ari, server: MediaServer, arrivals: Arrivals, channel: str, rate: int
) -> MediaSocket:
    """It has entered Stasis and its socket is open. `rate` in Hz. Raises AriError or TimeoutError."""
    socket = server.expect(channel, rate)
    arrived = arrivals(channel)
    try:
        await ari.make(
            "/channels/externalMedia",
            app=ari.app,
            channelId=channel,
            external_host="hotline_media",
            transport="websocket",
            encapsulation="none",
            connection_type="client",
            format="slin" if rate == 8000 else "slin16",
            transport_data=f"v(channel={channel})",
        )
        async with asyncio.timeout(STASIS_TIMEOUT_S):
            await arrived
            await socket.ready.wait()
    finally:
        arrived.cancel()
    return socket
