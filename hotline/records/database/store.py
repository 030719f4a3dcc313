"""A table beside the records, asked and changed at once; `Records` itself writes later, in batches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

from sqlalchemy import CompoundSelect, Connection, Select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from hotline.records.database.connection import connected, reason_of, shown, usable_url
from hotline.records.database.records import ANSWER_S, RecordsUnavailable
from hotline.records.database.schema import UnfitSchema, prepare
from hotline.records.database.screening.table import caller_key
from hotline.records.sealing import Seal


class Store:
    """Every method that asks the database raises `RecordsUnavailable` while it is away."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._ready = False
        self._preparing = asyncio.Lock()

    def _prepare(self, connection: Connection) -> None:
        """Before the first question: the tables become those of this version. Raises `UnfitSchema`."""
        prepare(connection)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        async with self._answered(), self._engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def _answered(self) -> AsyncIterator[None]:
        """What is asked within is asked of a database that is ready, and answered in time."""
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._made_ready()
                yield
        except (SQLAlchemyError, OSError, UnfitSchema) as error:  # TimeoutError is an OSError
            raise RecordsUnavailable(f"{shown(self._engine.url)}: {reason_of(error)}") from error

    async def _all(self, query: Select[Any] | CompoundSelect[Any]) -> Sequence[Any]:
        """The rows that a question finds, in a transaction of its own."""
        async with self._transaction() as connection:
            rows: Sequence[Any] = (await connection.execute(query)).all()
            return rows

    async def _made_ready(self) -> None:
        """Once, by one at a time: two who make the same table fail."""
        async with self._preparing:
            if not self._ready:
                async with self._engine.begin() as connection:
                    await connection.run_sync(self._prepare)
                self._ready = True


class PlainStore(Store):
    """Keeps nothing under a seal. Made by `opened`."""

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str) -> AsyncIterator[Self]:
        """`url` as for `Records`. Nothing is asked of the database yet."""
        async with connected(usable_url(url)) as engine:
            yield cls(engine)


class SealedStore(Store):
    """Keeps callers' numbers under a seal. Made by `opened`."""

    def __init__(self, engine: AsyncEngine, seal: Seal) -> None:
        super().__init__(engine)
        self._seal = seal

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, seal: Seal) -> AsyncIterator[Self]:
        """`url` as for `Records`; `seal` is that of the store's purpose. Nothing is asked of the database
        yet."""
        async with connected(usable_url(url)) as engine:
            yield cls(engine, seal)

    def name_of(self, number: str) -> str | None:
        """By what the rows of that number are found; None for one that nobody can be called under."""
        key = caller_key(number)
        return None if key is None else self._seal.name(key)
