"""A recogniser for other machines: any engine behind vosk-server's protocol (`protocol.py`)."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from aiohttp import WSCloseCode, WSMsgType, web

from asr.engines.recogniser import Recogniser, RecogniserError, RecogniserStream
from asr.engines.remote.protocol import (
    SUBPROTOCOL,
    Partial,
    ProtocolError,
    Wishes,
    final_answer,
    partial_answer,
    read_request,
)

log = logging.getLogger(__name__)

T = TypeVar("T")

LARGEST_MESSAGE = 2**20
"""Bytes; one minute of sound at 8 kHz. vosk-server's clients send 0.2 s at once."""
GOODBYE_S = 3.0
"""So long a client may take to answer our close: one that has vanished must not hold up the stop."""
HEARTBEAT_S = 20.0
"""A client that has vanished is noticed within this and a half."""
LONGEST_REASON = 123
"""Bytes of a close frame's reason (RFC 6455, 5.5)."""


class RecogniserServer:
    """Serves streams. Each connection has at most one message at work, so nothing piles up here: what a
    client sends ahead waits in its connection until TCP holds the client back."""

    def __init__(
        self, recogniser: Recogniser, *, workers: int, streams: int, token: str | None = None
    ) -> None:
        """`workers` threads recognise; `streams` connections are taken at once, more are told 503.

        With a `token`, clients must show it as `Authorization: Bearer …`, else they get 401.
        """
        self._recogniser = recogniser
        self._streams = streams
        self._token = token
        self._open: set[web.WebSocketResponse] = set()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="recogniser")

    @property
    def streams(self) -> int:
        """Connections at this moment."""
        return len(self._open)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/{path:.*}", self._serve)
        app.on_shutdown.append(self._say_goodbye)
        return app

    def close(self) -> None:
        """Lets the running messages end. Blocking."""
        self._pool.shutdown(cancel_futures=True)

    async def _health(self, _request: web.Request) -> web.Response:
        """200 while another stream is welcome, else 503."""
        full = len(self._open) >= self._streams
        return web.json_response(
            {"streams": len(self._open), "most": self._streams}, status=503 if full else 200
        )

    async def _say_goodbye(self, _app: web.Application) -> None:
        """Clients go on with another recogniser, with the sound they still hold."""
        closing = [
            socket.close(code=WSCloseCode.GOING_AWAY, message=b"this recogniser is being stopped")
            for socket in self._open
        ]
        await asyncio.gather(*closing, return_exceptions=True)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if not self._welcome(request):
            return web.Response(status=401, text="show the recogniser's secret: Authorization: Bearer ...\n")
        if len(self._open) >= self._streams:
            return web.Response(status=503, text=f"{self._streams} streams are open, no more are taken\n")
        socket = web.WebSocketResponse(
            protocols=(SUBPROTOCOL,),
            timeout=GOODBYE_S,
            heartbeat=HEARTBEAT_S,
            max_msg_size=LARGEST_MESSAGE,
            compress=False,  # sound does not become smaller
        )
        if not socket.can_prepare(request):
            return web.Response(status=426, text="this is a recogniser: connect with a WebSocket\n")
        self._open.add(socket)
        try:
            await socket.prepare(request)
            await self._converse(socket)
        except ProtocolError as error:
            await _close(socket, WSCloseCode.INVALID_TEXT, str(error))
        except RecogniserError as error:
            log.warning("a stream failed: %s", error)
            await _close(socket, WSCloseCode.INTERNAL_ERROR, str(error))
        except ConnectionError:
            log.debug("a client went away")
        finally:
            self._open.discard(socket)
        return socket

    def _welcome(self, request: web.Request) -> bool:
        if self._token is None:
            return True
        shown = request.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode("utf-8", "replace"), f"Bearer {self._token}".encode())

    async def _converse(self, socket: web.WebSocketResponse) -> None:
        stream = _Stream(self._recogniser, ours=socket.ws_protocol == SUBPROTOCOL)
        async for message in socket:
            if message.type is WSMsgType.BINARY:
                await socket.send_str(await self._work(partial(stream.hear, message.data)))
            elif message.type is WSMsgType.TEXT:
                request = read_request(message.data)
                if isinstance(request, Wishes):
                    stream.wish(request)
                    continue
                await socket.send_str(await self._work(stream.final))
                if request == "eof":
                    await socket.close()

    async def _work(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, job)


async def _close(socket: web.WebSocketResponse, code: WSCloseCode, reason: str) -> None:
    short = reason.encode()[:LONGEST_REASON].decode(errors="ignore")
    await socket.close(code=code, message=short.encode())


class _Stream:
    """One connection's recognition. `hear` and `final` block and run in a worker, one at a time."""

    def __init__(self, recogniser: Recogniser, *, ours: bool) -> None:
        self._recogniser = recogniser
        self._ours = ours
        self._rate = 8000
        self._phrases: tuple[str, ...] | None = None
        self._readings = 0
        self._words = True
        self._stream: RecogniserStream | None = None
        self._fed = 0
        self._begin = 0

    def wish(self, wishes: Wishes) -> None:
        """Takes effect with the next utterance."""
        if wishes.rate is not None and wishes.rate != self._rate:
            self._fed = self._fed * wishes.rate // self._rate
            self._begin = self._fed
            self._rate = wishes.rate
        if wishes.phrases is not None:
            self._phrases = wishes.phrases
        if wishes.readings is not None:
            self._readings = wishes.readings
        if wishes.words is not None:
            self._words = wishes.words
        self._stream = None

    def hear(self, pcm: bytes) -> str:
        """Sound in, answer out. Raises `ProtocolError` or `RecogniserError`."""
        if len(pcm) % 2:
            raise ProtocolError(f"{len(pcm)} bytes of sound: 16-bit samples make an even number")
        stream = self._opened()
        self._fed += len(pcm) // 2
        ended = stream.accept(pcm)
        if ended and not self._ours:
            return self.final()
        return partial_answer(Partial(stream.partial(), ended), ours=self._ours)

    def final(self) -> str:
        """Ends the utterance."""
        hypothesis = self._opened().final()
        answer = final_answer(
            hypothesis,
            offset_ms=self._begin * 1000 // self._rate,
            readings=self._readings,
            words=self._words,
            ours=self._ours,
        )
        self._begin = self._fed
        return answer

    def _opened(self) -> RecogniserStream:
        if self._stream is None:
            self._stream = self._recogniser.stream(
                self._rate, alternatives=max(0, self._readings - 1), grammar=self._phrases
            )
        return self._stream
