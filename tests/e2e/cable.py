"""A cable between a browser and the desk, which tests pull."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hotline.bench.softphone import free_port


class Cable:
    """A proxy of TCP: the page, its live connection and its telephone's SIP. Pulled, it forwards nothing and
    closes nothing, as a cable does. The telephone's voice goes from browser to Asterisk by UDP beside it, and
    is not cut: that it is lost, too, a test asks of the page itself."""

    def __init__(self) -> None:
        self._whole = asyncio.Event()
        self._whole.set()

    def pull(self) -> None:
        self._whole.clear()

    def plug_in(self) -> None:
        self._whole.set()

    @asynccontextmanager
    async def to(self, port: int) -> AsyncIterator[str]:
        """The address at which it stands for that port of this machine."""
        own, tasks = free_port(), set[asyncio.Task[None]]()

        async def connected(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
            await self._whole.wait()
            far, on = await asyncio.open_connection("127.0.0.1", port)
            for reader, writer in ((near, on), (far, back)):
                tasks.add(asyncio.create_task(self._forward(reader, writer)))

        server = await asyncio.start_server(connected, "127.0.0.1", own)
        try:
            yield f"http://127.0.0.1:{own}"
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                await self._whole.wait()
                writer.write(data)
                await writer.drain()
        await self._whole.wait()
        writer.close()
