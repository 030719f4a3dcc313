"""Takes the WebSockets that Asterisk's chan_websocket dials, one for each media channel."""

from __future__ import annotations

import hmac

from aiohttp import web

from telephony.ari.client import basic_authorization
from telephony.calls.media.socket import MediaSocket

CLOSE_TIMEOUT_S = 1.0
"""How long Asterisk may take to answer our closing of a socket."""


class MediaServer:
    """Takes the sockets Asterisk dials. Only expected channels with the right password get in."""

    def __init__(self, user: str, password: str) -> None:
        self._authorization = basic_authorization(user, password).encode()
        self._expected: dict[str, MediaSocket] = {}

    def expect(self, channel: str, rate: int) -> MediaSocket:
        """The socket that will be filled when Asterisk dials for `channel`."""
        socket = MediaSocket(channel, rate)
        self._expected[channel] = socket
        return socket

    def forget(self, channel: str) -> None:
        self._expected.pop(channel, None)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/media", self._handle)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._authorization):
            raise web.HTTPUnauthorized
        media = self._expected.pop(request.query.get("channel", ""), None)
        if media is None:
            raise web.HTTPNotFound
        socket = web.WebSocketResponse(protocols=("media",), max_msg_size=1 << 20, timeout=CLOSE_TIMEOUT_S)
        await socket.prepare(request)
        await media.serve(socket)
        return socket
