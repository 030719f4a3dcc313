"""Which databases the records can be kept in, and how a connection to each is set up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from hotline.records.database.access.encrypted import NAMES, tls_files, tls_of
from hotline.records.database.access.errors import UnusableDatabase

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}

BUSY_S = 1.0
"""How long SQLite waits for another process's lock before we count it as an outage."""


def usable_url(url: str) -> URL:
    """Parses a database URL and sets the asyncio driver. Raises `UnusableDatabase`: what to write."""
    try:
        parsed = make_url(url)
    except SQLAlchemyError as error:
        raise UnusableDatabase(
            "this is no database URL → write for example sqlite:///var/hotline.db"
        ) from error
    backend = parsed.get_backend_name()
    if backend not in DRIVERS:
        raise UnusableDatabase(f"records cannot be kept in {backend!r}; use sqlite or postgresql")
    if backend == "postgresql":
        tls_files(parsed.query)
    return parsed.set(drivername=DRIVERS[backend])


def create_engine(url: URL, kept: int | None = None) -> AsyncEngine:
    """The engine for a URL of `usable_url`; connects later. Raises `UnusableDatabase` without the driver, and
    for certificates that cannot be used.

    `kept`: of a server so many connections at most, which are neither opened anew for a rush nor looked at
    before each use (three ways there and back): only whether its end has come here already.
    """
    if url.get_backend_name() != "sqlite":
        tls = tls_of(url.query)
        told = {} if tls is None else {"ssl": tls}
        pool = {"pool_pre_ping": True} if kept is None else {"pool_size": kept, "max_overflow": 0}
        try:
            engine = create_async_engine(url.difference_update_query(NAMES), connect_args=told, **pool)
        except ModuleNotFoundError as error:
            raise UnusableDatabase(
                f"the package {error.name} is missing; install it with: "
                "pip install 'hotline-12345[postgresql]'"
            ) from error
        if kept is not None:
            event.listen(engine.sync_engine, "checkout", _opened_anew)
        return engine
    engine = create_async_engine(url, connect_args={"timeout": BUSY_S})

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    return engine


def _opened_anew(connection: Any, _record: object, _proxy: object) -> None:
    """Of a server's: where it has ended, the pool opens another, and nothing was asked over it."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError("the server has ended it")


@asynccontextmanager
async def connected(url: URL, kept: int | None = None) -> AsyncIterator[AsyncEngine]:
    """`create_engine` for as long as the context lasts."""
    engine = create_engine(url, kept)
    try:
        yield engine
    finally:
        await engine.dispose()


def insert_of(url: URL) -> Callable[[Table], Any]:
    """The insert of the database's own dialect, which knows what to do on conflicts."""
    return sqlite.insert if url.get_backend_name() == "sqlite" else postgresql.insert


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None for one in memory and for a server."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def spill_beside(url: URL) -> Path:
    """Where the spill file lies when nobody says otherwise."""
    path = file_of(url) or Path("records")
    return path.with_name(path.name + ".spill.jsonl")


def shown(url: URL) -> str:
    """The URL for people: without its password."""
    return url.render_as_string(hide_password=True)


def reason_of(error: BaseException) -> str:
    """The database's own words without the statement, which may hold what was said in a call."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(getattr(error, "orig", None) or error) or error.__class__.__name__
