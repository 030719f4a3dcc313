"""An agent's desk without a browser: logs in and notes when things arrive, as a page would see them."""

from __future__ import annotations

import contextlib
import json
import ssl
import time
from collections.abc import Callable
from typing import Any

import aiohttp


class DeskClient:
    """`async with DeskClient(...)`, then `run()` as a task."""

    def __init__(
        self,
        url: str,
        agent: str,
        password: str,
        on_message: Callable[[dict[str, Any], float], None],
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        """`trusted`: the authorities whose word counts; without it, those of this machine."""
        self._url = url
        self._agent = agent
        self._password = password
        self._on_message = on_message
        self._trusted = trusted
        self._http: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None

    async def __aenter__(self) -> DeskClient:
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=self._trusted or True),
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            headers={"Origin": self._url},
        )
        asked = {"agent": self._agent, "password": self._password}
        try:
            async with self._http.post(f"{self._url}/api/login", json=asked) as reply:
                reply.raise_for_status()
        except BaseException:
            await self._http.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._http is not None:
            await self._http.close()

    async def run(self) -> None:
        """Receives until cancelled or closed. Each message goes to `on_message` with its arrival time."""
        assert self._http is not None, "use 'async with DeskClient(...)'"
        with contextlib.suppress(aiohttp.ClientError):
            async with self._http.ws_connect(f"{self._url}/api/live") as socket:
                self._socket = socket
                async for message in socket:
                    if message.type == aiohttp.WSMsgType.TEXT:
                        self._on_message(json.loads(message.data), time.time())

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A request of the page beside the live connection; the answer, empty where there is none. Raises
        aiohttp.ClientResponseError when it is refused."""
        assert self._http is not None, "use 'async with DeskClient(...)'"
        async with self._http.post(f"{self._url}{path}", json=body) as reply:
            reply.raise_for_status()
            return {} if reply.status == 204 else dict(await reply.json())

    async def get(self, path: str) -> Any:
        """What a panel of the page is answered. Raises aiohttp.ClientResponseError when it is refused."""
        assert self._http is not None, "use 'async with DeskClient(...)'"
        async with self._http.get(f"{self._url}{path}") as reply:
            reply.raise_for_status()
            return await reply.json()

    async def send(self, message: dict[str, Any]) -> None:
        """Does something as a page would; `run()` must have received a message before."""
        assert self._socket is not None, "run() has not received anything yet"
        await self._socket.send_json(message)
