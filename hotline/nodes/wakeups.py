"""That something has changed, told to the other nodes: a wake-up over polling, which goes on without it.

PostgreSQL takes one lock of all databases for every commit that notifies, so a node tells at most so often,
and not with each change. It listens on a connection of its own; behind a pooler that lends connections for a
transaction nothing comes through, and polling alone decides.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from hotline.records.database.connection import reason_of

log = logging.getLogger(__name__)

CHANNEL = "hotline_shared"
TELL_S = 0.05
"""At most so often a node tells."""
POLL_S = 1.0
"""After so long everybody looks, told or not."""
AGAIN_S = 2.0
"""After so long a lost connection is opened again."""


class Wakeups:
    """Of one node."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._changed = asyncio.Event()
        self._woken = asyncio.Event()
        self.heard = 0
        """Told by any node, this one too."""

    def changed(self) -> None:
        """Something is there that others may be waiting for."""
        self._changed.set()

    async def wait(self) -> None:
        """Until somebody has told so, or it is time to look anyway."""
        try:
            async with asyncio.timeout(POLL_S):
                await self._woken.wait()
        except TimeoutError:
            return
        finally:
            self._woken.clear()

    async def run(self) -> None:
        """Listens and tells, for as long as the node runs."""
        while True:
            try:
                async with self._engine.connect() as connection:
                    await self._listen(connection)
                    await self._tell(connection)
            except (SQLAlchemyError, OSError) as error:
                log.info("other nodes are heard by polling alone: %s", reason_of(error))
            await asyncio.sleep(AGAIN_S)

    async def _listen(self, connection: AsyncConnection) -> None:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.add_listener(CHANNEL, self._hear)

    async def _tell(self, connection: AsyncConnection) -> None:
        """Until the connection breaks."""
        while True:
            try:
                async with asyncio.timeout(POLL_S):
                    await self._changed.wait()
            except TimeoutError:
                await connection.execute(text("SELECT 1"))  # whether it is there still
                continue
            self._changed.clear()
            await connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})
            await asyncio.sleep(TELL_S)

    def _hear(self, *_told: object) -> None:
        self.heard += 1
        self._woken.set()
