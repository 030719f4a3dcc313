"""A thin client of the Asterisk REST Interface: requests over HTTP, events over one WebSocket."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import quote

import aiohttp

from contracts.errors import HotlineError
from contracts.errors import text as _
from telephony.ari.events import AriEvent, parse

log = logging.getLogger(__name__)

REQUEST_TIMEOUT_S = 5.0
FIRST_RETRY_S = 0.1
LAST_RETRY_S = 5.0
HEARTBEAT_S = 10.0


class AriError(HotlineError):
    """Asterisk refused a request. `status` is the HTTP status, 0 when Asterisk did not answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"ARI {status or 'unreachable'}: {message}")
        self.status = status


@dataclass(frozen=True, slots=True)
class AriAccess:
    """Where ARI is and who we are there."""

    url: str
    user: str
    password: str
    app: str = "hotline"


class Ari:
    """Use as `async with Ari(access) as ari`, then run `ari.listen(...)` as a task for the events."""

    def __init__(self, access: AriAccess) -> None:
        self._access = access
        self._http: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self.connected = asyncio.Event()
        """Set while the event WebSocket is up: the application exists for Asterisk."""

    async def __aenter__(self) -> Ari:
        self._http = aiohttp.ClientSession(
            headers={"Authorization": basic_authorization(self._access.user, self._access.password)},
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    @property
    def app(self) -> str:
        return self._access.app

    async def request(self, method: str, path: str, *, body: object = None, **params: object) -> Any:
        """One REST call below `/ari`; returns the decoded JSON or None. `body`: JSON; what is in it is in no
        address, and so in no log. Raises AriError."""
        assert self._http is not None, "use 'async with Ari(...)'"
        query = {key: str(value) for key, value in params.items() if value is not None}
        try:
            address = f"{self._access.url}/ari{path}"
            async with self._http.request(method, address, params=query, json=body) as reply:
                text = await reply.text()
                if reply.status >= 400:
                    raise AriError(reply.status, f"{method} {path}: {text[:200]}")
                return json.loads(text) if text else None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AriError(0, f"{method} {path}: {str(error) or type(error).__name__}") from error
        except ValueError as error:
            raise AriError(
                reply.status,
                _("{method} {path} was answered with no JSON: {error}").format(
                    method=method, path=path, error=error
                ),
            ) from error

    async def get(self, path: str, **params: object) -> Any:
        return await self.request("GET", path, **params)

    async def post(self, path: str, **params: object) -> Any:
        return await self.request("POST", path, **params)

    async def subscribe(self, source: str) -> None:
        """Events of that source (`channel:…`, `deviceState:…`) come here from now on. Raises AriError."""
        await self.post(f"/applications/{part(self.app)}/subscription", eventSource=source)

    async def make(self, path: str, **params: object) -> Any:
        """A POST by which something comes to be. Who is cancelled meanwhile waits for the answer first: only
        what is there can be taken down."""
        asked = asyncio.create_task(self.post(path, **params))
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            with contextlib.suppress(AriError):
                await asked
            raise

    async def discard(self, path: str, **params: object) -> None:
        """Deletes a thing that may be gone already; any other refusal is logged, not raised."""
        try:
            await self.request("DELETE", path, **params)
        except AriError as error:
            if error.status not in (404, 409):
                log.warning("%s", error)

    async def listen(
        self,
        on_event: Callable[[AriEvent], None],
        on_connected: Callable[[], None],
        on_lost: Callable[[str], None],
    ) -> None:
        """Receives events for ever; reconnects with back-off (0.1 s doubling to 5 s).

        The callbacks run on the event loop and must not block. `on_connected` is called each time
        the application is (again) known to Asterisk: whatever happened meanwhile was not replayed.
        """
        assert self._http is not None, "use 'async with Ari(...)'"
        retry = FIRST_RETRY_S
        while True:
            try:
                socket = await self._http.ws_connect(
                    f"{self._access.url}/ari/events",
                    params={"app": self._access.app, "subscribeAll": "false"},
                    heartbeat=HEARTBEAT_S,
                    timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                )
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                on_lost(str(error) or type(error).__name__)
                await asyncio.sleep(retry)
                retry = min(retry * 2, LAST_RETRY_S)
                continue
            since = asyncio.get_running_loop().time()
            self._socket = socket
            self.connected.set()
            on_connected()
            try:
                async for message in socket:
                    if message.type == aiohttp.WSMsgType.TEXT:
                        self._deliver(message.data, on_event)
            finally:
                self.connected.clear()
                await socket.close()
            on_lost("Asterisk closed the event socket")
            # A socket that is closed again and again must not be opened in a tight loop.
            if asyncio.get_running_loop().time() - since > LAST_RETRY_S:
                retry = FIRST_RETRY_S
            await asyncio.sleep(retry)
            retry = min(retry * 2, LAST_RETRY_S)

    async def drop(self) -> None:
        """Closes the event socket, as a network would; `listen` connects again. For drills and tests."""
        if self._socket is not None:
            await self._socket.close()

    @staticmethod
    def _deliver(text: str, on_event: Callable[[AriEvent], None]) -> None:
        try:
            event = parse(json.loads(text))
        except (ValueError, KeyError, TypeError) as error:
            # Its text is in no log: it may hold the caller's number.
            log.warning("ARI event not understood: %r in %d characters", error, len(text))
            return
        if event is None:
            return
        try:
            on_event(event)
        except Exception:
            # One call's failure must not cost all others their events.
            log.exception("%s was not handled", event)


def basic_authorization(user: str, password: str) -> str:
    """Value of the Authorization header (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def part(value: str) -> str:
    """A value as one path segment of an ARI address."""
    return quote(value, safe="")
