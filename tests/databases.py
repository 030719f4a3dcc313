"""The two databases that records are kept in: a suite that uses the fixture `database` runs on each.

SQLite lies in the folder of an instance, as ever. PostgreSQL is a server of the test run's own; each folder
gets a part of it that is empty at first, under a user who may do nothing else.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import asyncpg
import pytest
from sqlalchemy import MetaData, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from hotline.machine.postgresql.programs import NoServer
from hotline.machine.postgresql.server import Server, running
from hotline.records.database.connection import connected, usable_url

KINDS = ("sqlite", "postgresql")

T = TypeVar("T")


@contextmanager
def a_server(**settings: str) -> Iterator[Server]:
    """A server of the tests, with other settings than usual; where there can be none they are skipped, but
    fail in CI."""
    context = running(**settings)
    try:
        server = context.__enter__()
    except NoServer as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    try:
        yield server
    finally:
        context.__exit__(None, None, None)


class PostgresqlDatabases:
    """Those of one test: users of the server's one database, each with a schema of their own. That takes
    milliseconds; the server is thrown away as a whole."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._made: dict[Path, str] = {}

    def url(self, folder: Path) -> str:
        """Of the folder's schema, which is made when it is asked for first."""
        if folder not in self._made:
            name = f"t{hashlib.sha256(str(folder).encode()).hexdigest()[:20]}"
            aside(lambda: self._make(name))
            self._made[folder] = name
        return self._server.url(user=self._made[folder])

    async def _make(self, name: str) -> None:
        connection = await asyncpg.connect(self._server.url())
        try:
            await connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{self._server.password}'")
            await connection.execute(f"CREATE SCHEMA {name} AUTHORIZATION {name}")
        finally:
            await connection.close()


def dump(url: str) -> str:
    """Every row of every table, a line each."""
    return execute(url, _rows)


def sql(url: str, *statements: str) -> None:
    """What somebody else does to a database."""

    async def run(connection: AsyncConnection) -> None:
        for statement in statements:
            await connection.execute(text(statement))

    execute(url, run)


async def sql_beside(url: str, *statements: str) -> None:
    """The same where this loop's own transactions may hold what it waits for: they go on meanwhile."""
    await asyncio.to_thread(sql, url, *statements)


def execute(url: str, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """In a transaction of its own, whether a loop runs here or not."""

    async def run() -> T:
        async with connected(usable_url(url)) as engine, engine.begin() as connection:
            return await work(connection)

    return aside(run)


def aside(work: Callable[[], Awaitable[T]]) -> T:
    """Runs it to its end in a thread and a loop of its own."""

    async def run() -> T:
        return await work()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


async def _rows(connection: AsyncConnection) -> str:
    there = MetaData()
    await connection.run_sync(there.reflect)
    found = [
        f"{table.name} {row}"
        for table in there.sorted_tables
        for row in await connection.execute(select(table))
    ]
    return "\n".join(found)
