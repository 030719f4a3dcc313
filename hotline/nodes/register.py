"""The nodes of one hotline in PostgreSQL, as one of them works with them."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, Self, TypedDict

from sqlalchemy import Connection, TextClause
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.errors import HotlineError
from hotline.nodes import leases
from hotline.nodes.node import Node, Told
from hotline.nodes.tables import SHARED
from hotline.nodes.wakeups import Wakeups
from hotline.records.database.access.errors import UnusableDatabase
from hotline.records.database.connection import connected, usable_url
from hotline.records.database.schema import prepare
from hotline.records.database.store import Store

LEASE_S = 10.0
"""After so long without a sign of a node others take up what it had."""
CONNECTIONS = 5
"""Of a node to what nodes share, one of which listens. Claims of a rush take turns: that takes a millisecond
each, and to open a connection takes ten times that."""


class Me(TypedDict):
    """Who asks, for every statement that only a living node may make."""

    node: str
    own: int


class SameNode(HotlineError):
    """Another process runs under this node's id; the text says what to change."""


class Register(Store):
    """Made by `opened`. Every method raises `RecordsUnavailable` while the database is away, or does not fit.

    What returns None was not done: the row is another's by now, or this node's own lease is over.
    """

    def __init__(self, engine: AsyncEngine, node: str, lease_s: float) -> None:
        super().__init__(engine)
        self._single = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._me: Me = {"node": node, "own": 0}
        self._process = uuid.uuid4().hex
        self._lease_s = lease_s

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, node: str, lease_s: float = LEASE_S) -> AsyncIterator[Self]:
        """`url`: of a PostgreSQL. Nothing is asked of it yet. Raises `UnusableDatabase` for another."""
        parsed = usable_url(url)
        if parsed.get_backend_name() != "postgresql":
            raise UnusableDatabase("several nodes need a PostgreSQL: write records.url in config.yaml")
        async with connected(parsed, CONNECTIONS) as engine:
            yield cls(engine, node, lease_s)

    @property
    def fence(self) -> int:
        """Of this node's lease, the newest that it was given; 0: none yet."""
        return self._me["own"]

    def wakeups(self) -> Wakeups:
        """What tells this node of the others' changes, and them of its own."""
        return Wakeups(self._engine)

    def _prepare(self, connection: Connection) -> None:
        prepare(connection, SHARED)

    async def enter(self, instance: str | None = None, address: str = "") -> None:
        """Begins this node's lease. `instance`: the installation, which may go on at once after a process of
        its own has died; without it, nobody's. Raises `SameNode` while another has one under this id."""
        told = {
            "instance": instance or str(uuid.uuid4()),
            "process": self._process,
            "address": address,
            "lease": self._lease_s,
            "version": version("hotline-12345"),
        }
        row = await self._first(leases.ENTER, twice=True, **told)
        if row is None:
            raise SameNode(
                f"another process runs as the node {self._me['node']}: give each its own telephony.node"
            )
        self._me["own"] = row.fence

    async def beat(self, told: Told = Told()) -> bool:  # noqa: B008 - frozen
        """Renews it. False: it is over, others may have what was this node's; `enter`."""
        return await self._first(leases.BEAT, twice=True, lease=self._lease_s, **asdict(told)) is not None

    async def go(self) -> None:
        """Ends it in order: others take up at once what is still this node's."""
        await self._first(leases.GO, twice=True)

    async def nodes(self) -> Sequence[Node]:
        """All of them by id, those that stopped or are lost, too."""
        return [Node(**row._mapping) for row in await self._rows(leases.ALL, twice=True)]

    async def missed(self, tell: Callable[[str, float], None]) -> None:
        """Tells of those that are lost and of whom nobody has told yet: id, and seconds since the last sign.
        Once; where the database does not get it written down, rather once more than never."""
        async with self._transaction() as connection:
            for row in await connection.execute(leases.MISSED):
                tell(row.id, row.silent_s)

    async def forget(self, node: str) -> bool:
        """Takes out one that stopped or is lost. False when there is none, or it lives."""
        return await self._first(leases.FORGET, forgotten=node) is not None

    async def _first(self, statement: TextClause, *, twice: bool = False, **values: object) -> Any:
        rows = await self._rows(statement, twice=twice, **values)
        return rows[0] if rows else None

    async def _rows(self, statement: TextClause, *, twice: bool = False, **values: object) -> Sequence[Any]:
        """Of a statement that is a transaction by itself: one way there and back, without BEGIN and COMMIT.

        When its connection is found to be gone it may have been made or not. `twice`: it may be made once
        more, and then answers the same, or what does no harm: a claim of which nobody knows ends by itself.
        """
        async with self._answered():
            try:
                return await self._made(statement, values)
            except DBAPIError as error:
                if not (twice and error.connection_invalidated):
                    raise
            return await self._made(statement, values)

    async def _made(self, statement: TextClause, values: Mapping[str, object]) -> Sequence[Any]:
        async with self._single.connect() as connection:
            rows: Sequence[Any] = (await connection.execute(statement, {**self._me, **values})).all()
            return rows
