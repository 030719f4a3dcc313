"""A scripted Asterisk: ARI over HTTP and WebSocket, and the side of chan_websocket that dials us.

Real sockets on loopback, so that the code under test runs as it does in production.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from telephony.ari.client import AriAccess, basic_authorization
from tests.waiting import in_time

USER, PASSWORD = "hotline", "secret"

Answer = tuple[int, object] | Callable[["Request"], Any]


@dataclass(slots=True)
class Request:
    method: str
    path: str
    query: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(slots=True)
class FakeAsterisk:
    """`answers["POST /bridges/x"] = (404, {...})` scripts a refusal; a function may be awaited."""

    access: AriAccess = field(default_factory=lambda: AriAccess("", "", ""))
    requests: list[Request] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    connections: int = 0
    refuse_events: deque[int] = field(default_factory=deque)
    """HTTP statuses with which the next event sockets are refused."""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    def asked(self, method: str = "") -> list[str]:
        return [str(request) for request in self.requests if request.method.startswith(method)]

    def find(self, text: str) -> Request:
        """The first request whose method and path are `text`."""
        return next(request for request in self.requests if str(request) == text)

    async def send(self, *events: object) -> None:
        for event in events:
            text = event if isinstance(event, str) else json.dumps(event)
            await self.sockets[-1].send_str(text)

    async def hang_up_events(self) -> None:
        self.connected.clear()
        await self.sockets[-1].close()

    async def _rest(self, http: web.Request) -> web.StreamResponse:
        assert http.headers["Authorization"].startswith("Basic ")
        request = Request(http.method, http.path.removeprefix("/ari"), dict(http.query))
        self.requests.append(request)
        answer = self.answers.get(str(request), (200, {}))
        if callable(answer):
            answer = await answer(request) or (200, {})
        status, body = answer
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text, content_type="application/json")

    async def _events(self, http: web.Request) -> web.StreamResponse:
        self.connections += 1
        if self.refuse_events:
            raise _refusal(self.refuse_events.popleft())
        socket = web.WebSocketResponse()
        await socket.prepare(http)
        self.sockets.append(socket)
        self.connected.set()
        async for _ in socket:
            pass
        return socket


def _refusal(status: int) -> web.HTTPException:
    return {401: web.HTTPUnauthorized, 500: web.HTTPInternalServerError, 503: web.HTTPServiceUnavailable}[
        status
    ]()


@contextlib.asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """Serves on a free port of loopback; yields http://host:port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def fake_asterisk() -> AsyncIterator[FakeAsterisk]:
    fake = FakeAsterisk()
    app = web.Application()
    app.router.add_get("/ari/events", fake._events)
    app.router.add_route("*", "/ari/{path:.*}", fake._rest)
    async with serving(app) as url:
        fake.url = url
        fake.access = AriAccess(url, USER, PASSWORD)
        yield fake


@dataclass(slots=True)
class MediaChannel:
    """One external media channel as Asterisk dials it: what it was sent, and what it says."""

    socket: aiohttp.ClientWebSocketResponse
    received: list[bytes | dict[str, Any]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    auto_mark: bool = True
    """Answer MARK_MEDIA at once, as if everything had been played."""

    def commands(self) -> list[str]:
        return [item["command"] for item in self.received if isinstance(item, dict)]

    def audio(self) -> bytes:
        return b"".join(item for item in self.received if isinstance(item, bytes))

    async def event(self, name: str, **fields: str) -> None:
        await self.socket.send_str(json.dumps({"event": name, **fields}))

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self.arrived.clear()
            await in_time(self.arrived.wait(), seen=lambda: self.received[-5:])

    async def read(self) -> None:
        async for message in self.socket:
            if message.type == aiohttp.WSMsgType.BINARY:
                self.received.append(message.data)
            elif message.type == aiohttp.WSMsgType.TEXT:
                data = json.loads(message.data)
                self.received.append(data)
                if self.auto_mark and data["command"] == "MARK_MEDIA":
                    await self.event("MEDIA_MARK_PROCESSED", correlation_id=data["correlation_id"])
            self.arrived.set()
        self.gone.set()


@contextlib.asynccontextmanager
async def dialled(url: str, channel: str, user: str, password: str) -> AsyncIterator[MediaChannel]:
    """Dials our media server like chan_websocket. Raises aiohttp.WSServerHandshakeError."""
    headers = {"Authorization": basic_authorization(user, password)}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.ws_connect(f"{url}/media", params={"channel": channel}, protocols=("media",)) as socket,
    ):
        media = MediaChannel(socket)
        reader = asyncio.create_task(media.read())
        try:
            yield media
        finally:
            reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reader
