"""A Mosquitto of the tests' own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from hotline.bench.softphone import free_port
from tests.waiting import eventually


class Broker:
    """On a loopback port of its own, started and killed as often as a test likes."""

    def __init__(
        self, command: Sequence[str], folder: Path, settings: str = "allow_anonymous true\n"
    ) -> None:
        """`folder`: where its configuration is written; `settings`: what that has beside the port."""
        self.port = free_port()
        self._command = [*command, "-c", str(folder / "mosquitto.conf")]
        (folder / "mosquitto.conf").write_text(
            # Mosquitto leaves root's rights behind otherwise, and cannot read the test's files
            f"{'user root' if os.geteuid() == 0 else ''}\nlistener {self.port} 127.0.0.1\n{settings}"
        )
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        await eventually(self._answers, seen=lambda: self._process)

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            assert self._process is not None
            assert self._process.returncode is None, "mosquitto ended at once"
            return False
        writer.close()
        return True

    async def kill(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def serving(broker: Broker) -> AsyncIterator[Broker]:
    """Until the end of the context, whatever becomes of it meanwhile."""
    await broker.start()
    try:
        yield broker
    finally:
        await broker.kill()
