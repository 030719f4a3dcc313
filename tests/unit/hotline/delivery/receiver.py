"""A receiver of webhooks that does what a test says: answers, refuses, hangs, answers twice, is away."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

SECRET = "a-secret-that-nobody-guesses"


class Receiver:
    """A bare HTTP/1.1 server on loopback."""

    def __init__(self) -> None:
        self.port = 0
        self.answer = b"HTTP/1.1 204 No Content\r\n\r\n"
        """What it says to each request; empty: it hangs."""
        self.requests: list[tuple[dict[str, str], bytes]] = []
        """Headers, in small letters, and body of each."""
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def told(self) -> list[dict[str, Any]]:
        """The bodies."""
        return [json.loads(body) for _, body in self.requests]

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        """On its port of before, if it had one."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for writer in self._writers:
                writer.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:]
                pairs = (line.split(": ", 1) for line in head if line)
                headers = {name.lower(): value for name, value in pairs}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                self.requests.append((headers, body))
                if self.answer:
                    writer.write(self.answer)
                    await writer.drain()
        self._writers.discard(writer)
        writer.close()


def verified(headers: dict[str, str], body: bytes) -> bool:
    """As a receiver checks that it is us."""
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(SECRET.encode(), content, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == f"v1,{wanted}"


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    await receiver.start()
    try:
        yield receiver
    finally:
        await receiver.stop()
