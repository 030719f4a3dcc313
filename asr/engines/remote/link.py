"""Connections to remote recognisers: one thread with an event loop carries all of them.

Recognition runs in worker threads that must not wait for a network; they leave what is to be sent here and
take what has arrived.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

import aiohttp

from asr.engines.remote.protocol import SUBPROTOCOL

log = logging.getLogger(__name__)

PAUSE_S = 3.0
"""An address that did not answer comes last for so long: calls must not wait for it one by one."""
HEARTBEAT_S = 10.0
"""A machine that has vanished is noticed within this and a half, even while nobody speaks."""
LARGEST_ANSWER = 4 * 2**20
"""Bytes; 20 s of speech with ten readings is some 50 kB."""


class LinkLost(Exception):
    """The connection is gone; the text says why."""


class Network:
    """The thread, its loop, and the addresses to connect to."""

    def __init__(self, urls: Sequence[str], token: str | None, connect_s: float) -> None:
        """Starts the thread; nothing is connected yet."""
        self.urls = tuple(urls)
        self._connect_s = connect_s
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._session: aiohttp.ClientSession | None = None
        self._turn = 0
        self._failed: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="asr-remote", daemon=True)
        self._thread.start()

    @property
    def patience_s(self) -> float:
        """Longest time until a new link is open or lost."""
        return self._connect_s * len(self.urls) + 1.0

    def link(self, first_message: Callable[[bool], str]) -> Link:
        """A new connection; see `Link`. Raises `LinkLost` after `close`."""
        link = Link(self, first_message)
        self.call(self._start, link)
        return link

    def call(self, function: Callable[..., object], *arguments: object) -> None:
        """Runs a function on the loop, soon. Callable from any thread; raises `LinkLost` after `close`."""
        try:
            self._loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:
            raise LinkLost("the recogniser has been closed") from None

    def close(self) -> None:
        """Ends all connections and the thread. Blocking, some ms."""
        with contextlib.suppress(LinkLost):
            self.call(self._loop.stop)
        self._thread.join(timeout=5)

    # From here on in the network's own thread.

    def _run(self) -> None:
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._end())
        finally:
            self._loop.close()

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _start(self, link: Link) -> None:
        task = self._loop.create_task(link.live())
        link.task = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def connect(self) -> tuple[aiohttp.ClientWebSocketResponse, str]:
        """The first address that answers, beginning with the next one in turn. Raises `LinkLost`.

        Addresses that are passed over are tried last: theirs may be the only recognisers that are left.
        """
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=None),
            )
        self._turn += 1
        start = self._turn % len(self.urls)
        reasons = []
        for url in sorted(self.urls[start:] + self.urls[:start], key=self._passed_over):
            try:
                socket = await self._connect(self._session, url)
            except _Refused as refused:
                reasons.append(f"{url}: {refused}")
                self.failed(url, str(refused))
            else:
                self._failed.pop(url, None)
                return socket, url
        raise LinkLost(f"no recogniser can be reached ({'; '.join(reasons)})")

    def failed(self, url: str, reason: str) -> None:
        """Passes over an address for a while."""
        log.warning("recogniser %s: %s", url, reason)
        self._failed[url] = time.monotonic()

    def _passed_over(self, url: str) -> bool:
        since = self._failed.get(url)
        return since is not None and time.monotonic() - since < PAUSE_S

    async def _connect(self, session: aiohttp.ClientSession, url: str) -> aiohttp.ClientWebSocketResponse:
        try:
            async with asyncio.timeout(self._connect_s):
                return await session.ws_connect(
                    url,
                    protocols=(SUBPROTOCOL,),
                    heartbeat=HEARTBEAT_S,
                    max_msg_size=LARGEST_ANSWER,
                    timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                )
        except TimeoutError:
            raise _Refused(f"no answer within {self._connect_s:g} s") from None
        except aiohttp.WSServerHandshakeError as error:
            raise _Refused(_handshake(error.status)) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _Refused(str(error) or type(error).__name__) from None


class _Refused(Exception):
    """One address did not take the connection."""


def _handshake(status: int) -> str:
    if status in (401, 403):
        return f"it refuses our secret ({status}): see asr.remote.token_file"
    if status == 503:
        return "it has as many streams as it takes (503)"
    return f"it is no recogniser (HTTP status {status})"


class Link:
    """One connection. Its thread-safe side is used by one worker; `live` runs on the network's loop."""

    def __init__(self, network: Network, first_message: Callable[[bool], str]) -> None:
        """`first_message(ours)` makes what is sent first; `ours` says whether the server is one of ours."""
        self.url = ""
        self.ours = False
        """Whether the server is one of ours; known once it is open."""
        self._network = network
        self._first_message = first_message
        self._outgoing: asyncio.Queue[str | bytes] = asyncio.Queue()
        self._change = threading.Condition()
        self._unanswered: deque[int] = deque()
        self._answers: deque[str] = deque()
        self._opened = False
        self._lost: str | None = None
        self.task: asyncio.Task[None] | None = None
        """`live`, as the network runs it."""

    @property
    def waiting(self) -> int:
        """Bytes of sound that were sent and are not answered yet."""
        with self._change:
            return sum(self._unanswered)

    @property
    def all_answered(self) -> bool:
        """Whether every message has its answer."""
        with self._change:
            return not self._unanswered

    def send(self, message: str | bytes, size: int) -> None:
        """Sends a message that will be answered; `size` is what it adds to `waiting`. Raises `LinkLost`."""
        with self._change:
            if self._lost is not None and not self._answers:
                raise LinkLost(self._lost)
            self._unanswered.append(size)
        self._network.call(self._outgoing.put_nowait, message)

    def open(self) -> None:
        """Waits until the connection stands. Raises `LinkLost`."""
        with self._change:
            self._change.wait_for(lambda: self._opened or self._lost, self._network.patience_s)
            if not self._opened:
                raise LinkLost(self._lost or "the connection takes too long")

    def take(self) -> list[str]:
        """The answers that have arrived. Raises `LinkLost` when there are none and none can come."""
        with self._change:
            if self._lost is not None and not self._answers:
                raise LinkLost(self._lost)
            answers = list(self._answers)
            self._answers.clear()
            return answers

    def wait(self, seconds: float) -> bool:
        """Waits for an answer or a loss; false when neither came."""
        with self._change:
            return bool(self._change.wait_for(lambda: self._answers or self._lost, seconds))

    def give_up(self, reason: str) -> None:
        """Closes the connection and passes over its address for a while."""
        with contextlib.suppress(LinkLost):
            if self.url:
                self._network.call(self._network.failed, self.url, reason)
        self.close()

    def close(self) -> None:
        """Closes the connection, soon."""
        with contextlib.suppress(LinkLost):
            self._network.call(self._cancel)

    # From here on in the network's thread.

    def _cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()

    async def live(self) -> None:
        """Connects, sends and receives until either side closes."""
        why = "the connection was closed"
        try:
            socket, self.url = await self._network.connect()
            try:
                self.ours = socket.protocol == SUBPROTOCOL
                await socket.send_str(self._first_message(self.ours))
                with self._change:
                    self._opened = True
                    self._change.notify_all()
                why = await self._talk(socket)
            finally:
                await socket.close()
        except (LinkLost, aiohttp.ClientError, OSError) as error:
            why = str(error) or type(error).__name__
        finally:
            with self._change:
                self._lost = why
                self._change.notify_all()

    async def _talk(self, socket: aiohttp.ClientWebSocketResponse) -> str:
        writing = asyncio.create_task(self._write(socket))
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    with self._change:
                        if self._unanswered:
                            self._unanswered.popleft()
                        self._answers.append(message.data)
                        self._change.notify_all()
        finally:
            writing.cancel()
        return f"{self.url} closed the connection ({socket.close_code})"

    async def _write(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        with contextlib.suppress(OSError, aiohttp.ClientError):  # the reader learns of it too
            while True:
                message = await self._outgoing.get()
                if isinstance(message, str):
                    await socket.send_str(message)
                else:
                    await socket.send_bytes(message)
