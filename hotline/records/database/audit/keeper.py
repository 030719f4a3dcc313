"""What writes the chain of a node: in the transaction in which traces are written or deleted."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hotline.records.database.audit.chain import deletion_entry, trace_entries
from hotline.records.database.audit.table import AUDIT, AUDIT_HEADS, Entry, Head
from hotline.records.database.connection import insert_of
from hotline.records.database.tables import EVENTS, StoredEvent
from hotline.records.sealing import Seal

AT_ONCE = 500
"""Numbers that one question to the database names."""


class AuditChain:
    """The chain of one node. Its service and the commands beside it write one after the other."""

    def __init__(
        self,
        node: str,
        seal: Seal,
        types: Collection[str] = (),
        witness: Callable[[Head], None] = lambda _head: None,
    ) -> None:
        """`seal` is that of `PURPOSE`; `types`: events that are traces; `witness` is told where the chain
        ends by `written`."""
        self._node = node
        self._seal = seal
        self._types = frozenset(types)
        self._witness = witness
        self._ends: Head | None = None

    async def note(self, connection: AsyncConnection, rows: Sequence[StoredEvent]) -> None:
        """Adds those among the rows that are traces and not in it yet; they are in `events` by now."""
        self._ends = None
        traces = [row for row in rows if row.type in self._types]
        if not traces:
            return
        head = await self._locked(connection)
        seqs = [row.seq for row in traces]
        mine = (AUDIT.c.node == self._node) & AUDIT.c.seq.in_(seqs)
        known = set((await connection.scalars(select(AUDIT.c.seq).where(mine))).all())
        new = [row for row in traces if row.seq not in known]
        await self._add(connection, trace_entries(self._seal, self._node, head, time.time(), new))

    async def delete(self, connection: AsyncConnection, which: ColumnElement[bool]) -> None:
        """Deletes those rows of `events`, and says so in the chain where traces are among them."""
        self._ends = None
        head = await self._locked(connection)
        query = select(AUDIT.c.node, AUDIT.c.n).join(EVENTS, EVENTS.c.seq == AUDIT.c.seq).where(which)
        gone = {(row.node, row.n) for row in await connection.execute(query)}
        await connection.execute(delete(EVENTS).where(which))
        if gone:
            await self._add(connection, deletion_entry(self._seal, self._node, head, time.time(), gone))

    def written(self) -> None:
        """The transaction is at its end: the witness hears where the chain ends."""
        if self._ends is not None:
            self._witness(self._ends)
            self._ends = None

    async def _locked(self, connection: AsyncConnection) -> Head:
        """Where the chain ends; nobody else adds to it until the end of the transaction."""
        mine = AUDIT_HEADS.c.node == self._node
        first = insert_of(connection.engine.url)(AUDIT_HEADS).values(node=self._node, n=0, mark="")
        await connection.execute(first.on_conflict_do_nothing())
        # Written, not only read: SQLite knows no FOR UPDATE, and an update locks in both.
        await connection.execute(update(AUDIT_HEADS).where(mine).values(n=AUDIT_HEADS.c.n))
        row = (await connection.execute(select(AUDIT_HEADS.c.n, AUDIT_HEADS.c.mark).where(mine))).one()
        # Somebody may have set the end back. That shows by the marks, and no trace is lost for it.
        last = await connection.scalar(select(func.max(AUDIT.c.n)).where(AUDIT.c.node == self._node))
        return Head(max(row.n, last or 0), row.mark)

    async def _add(self, connection: AsyncConnection, added: tuple[list[Entry], Head]) -> None:
        entries, head = added
        if not entries:
            return
        await connection.execute(insert(AUDIT), [asdict(entry) for entry in entries])
        mine = AUDIT_HEADS.c.node == self._node
        await connection.execute(update(AUDIT_HEADS).where(mine).values(asdict(head)))
        self._ends = head
