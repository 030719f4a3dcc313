"""Servers that answer as vosk-server does, or as it should not, each in a thread of its own."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from aiohttp import WSMsgType, web

Converse = Callable[[web.WebSocketResponse], Awaitable[None]]


class Peer:
    """A WebSocket server on a free port of loopback."""

    def __init__(self, converse: Converse, status: int | None = None) -> None:
        self.url = ""
        self.shown: list[str | None] = []
        """What each client showed as Authorization."""
        self.open = 0
        """Connections at this moment."""
        self.connections = 0
        self._converse = converse
        self.status = status
        """Refuses handshakes with it, while it is not None."""
        self._loop = asyncio.new_event_loop()
        self._runner: web.AppRunner | None = None
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._up.wait(60)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)

    def _run(self) -> None:
        self._loop.run_until_complete(self._start())
        self._up.set()
        self._loop.run_forever()
        assert self._runner is not None
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_get("/", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"ws://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.shown.append(request.headers.get("Authorization"))
        if self.status is not None:
            return web.Response(status=self.status)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.open += 1
        self.connections += 1
        try:
            await self._converse(socket)
            await socket.close()
        finally:
            self.open -= 1
        return socket


@contextmanager
def peer(converse: Converse, status: int | None = None) -> Iterator[Peer]:
    server = Peer(converse, status)
    try:
        yield server
    finally:
        server.stop()


class Stock:
    """Converses as vosk-server: each sentence is a segment, ended after `segment` bytes of sound."""

    def __init__(self, *sentences: str, segment: int = 10**9, die_after: int | None = None) -> None:
        """`die_after`: bytes of sound after which every connection is cut."""
        self.sentences = sentences
        self.segment = segment
        self.die_after = die_after
        self.configs: list[dict[str, object]] = []
        self.heard: list[int] = []
        """Bytes of sound of each ended utterance."""

    async def __call__(self, socket: web.WebSocketResponse) -> None:
        taken, last = 0, 0
        sentences = list(self.sentences)
        async for message in socket:
            if message.type is WSMsgType.TEXT and "config" in message.data:
                self.configs.append(json.loads(message.data)["config"])
            elif message.type is WSMsgType.TEXT:
                assert message.data == '{"eof" : 1}'
                self.heard.append(taken)
                await socket.send_str(_result(sentences[0] if sentences else "", last))
                return
            else:
                taken += len(message.data)
                if self.die_after is not None and taken >= self.die_after:
                    return
                if taken - last >= self.segment and sentences:
                    await socket.send_str(_result(sentences.pop(0), last))
                    last = taken
                else:
                    await socket.send_str(json.dumps({"partial": sentences[0] if sentences else ""}))


def _result(text: str, at: int) -> str:
    begin = at / 16000
    words = [
        {"word": word, "start": begin + i / 10, "end": begin + (i + 1) / 10, "conf": 0.8}
        for i, word in enumerate(text.split())
    ]
    return json.dumps({"result": words, "text": text} if words else {"text": ""})


async def silent(socket: web.WebSocketResponse) -> None:
    """Takes everything, says nothing."""
    async for _ in socket:
        pass


async def babbling(socket: web.WebSocketResponse) -> None:
    """Answers what is no answer."""
    async for message in socket:
        if message.type is WSMsgType.BINARY:
            await socket.send_str("hello")
