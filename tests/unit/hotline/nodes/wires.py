"""Between a node and its database: an answer may get lost on the way, after what was asked is done."""

from __future__ import annotations

import asyncio
import re
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.engine import make_url

STATEMENT = rb"\AB"
"""What makes a statement that is prepared (Bind of PostgreSQL's protocol)."""
COMMIT = rb"\AQ.{4}COMMIT"
"""Simple query with that text."""


class Wire:
    """Made by `wire`."""

    def __init__(self, url: str) -> None:
        self._there = make_url(url)
        self._loses: bytes | None = None
        self.lost = 0
        self.url = ""

    def lose(self, asked: bytes = STATEMENT) -> None:
        """The next of that kind is made; instead of its answer the connection breaks."""
        self._loses = asked

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One connection of a node."""
        there = await asyncio.open_connection(self._there.host, self._there.port)
        broken = asyncio.Event()
        ways = [
            asyncio.create_task(self._carry(reader, there[1], broken, asks=True)),
            asyncio.create_task(self._carry(there[0], writer, broken, asks=False)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        writer.close()
        there[1].close()

    async def _carry(
        self, reader: StreamReader, writer: StreamWriter, broken: asyncio.Event, *, asks: bool
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                if not asks and broken.is_set():
                    return
                if asks and self._loses is not None and re.search(self._loses, data, re.DOTALL):
                    self._loses = None
                    self.lost += 1
                    broken.set()
                writer.write(data)
                await writer.drain()


@asynccontextmanager
async def wire(url: str) -> AsyncIterator[Wire]:
    """To the database at `url`, for as long as the context lasts."""
    made = Wire(url)
    async with await asyncio.start_server(made.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        made.url = make_url(url).set(port=port).render_as_string(hide_password=False)
        yield made
