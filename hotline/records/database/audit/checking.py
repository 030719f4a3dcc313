"""Whether the chains are whole, and every trace is as it was when it was written."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hotline.records.database.audit.chain import digest_of, mark_of
from hotline.records.database.audit.table import AUDIT, AUDIT_HEADS, Entry, Head
from hotline.records.database.store import PlainStore
from hotline.records.database.tables import EVENTS, StoredEvent
from hotline.records.sealing import Seal

AT_ONCE = 500
"""Entries in memory at a time."""
MOST = 100
"""Findings that are told."""


@dataclass(slots=True)
class Checked:
    """What was found."""

    entries: int = 0
    traces: int = 0
    """As they were written."""
    deleted: int = 0
    """Deleted by rule."""
    heads: dict[str, Head] = field(default_factory=dict)
    """Where each node's chain ends."""
    amiss: list[str] = field(default_factory=list)
    """What was changed, added or taken away; empty: nothing."""

    def note(self, what: str) -> None:
        """One more that is amiss."""
        if len(self.amiss) < MOST:
            self.amiss.append(what)


class AuditCheck(PlainStore):
    """Made by `opened`. It only reads."""

    async def check(
        self, seal: Seal, types: Collection[str], witnessed: Iterable[tuple[str, Head]] = ()
    ) -> Checked:
        """`seal`: that of `PURPOSE`; `types`: events that are traces; `witnessed`: where chains of nodes
        ended once, as somebody outside the database knows. Raises `RecordsUnavailable`."""
        found = Checked()
        async with self._transaction() as connection:
            heads = {row.node: Head(row.n, row.mark) for row in await connection.execute(select(AUDIT_HEADS))}
            nodes = set((await connection.scalars(select(AUDIT.c.node).distinct())).all())
        known: dict[str, list[Head]] = {node: [] for node in nodes}
        for node, head in (*heads.items(), *witnessed):
            known.setdefault(node, []).append(head)
        gone: set[tuple[str, int]] = set()
        lost: dict[tuple[str, int], str] = {}
        for node in (*sorted(known), *sorted(known)):  # once more: what the service has added meanwhile
            await self._chain(seal, node, known[node], found, (gone, lost))
        for node, ends in sorted(known.items()):
            if any(end.n for end in ends):
                most = max(end.n for end in ends)
                found.note(f"{node}: the chain was cut off or made anew; once it had {most} entries")
        found.deleted = sum(key in gone for key in lost)
        for (node, n), what in sorted(lost.items()):
            if (node, n) not in gone:
                found.note(f"{node} {n}: {what}")
        await self._strangers(types, found)
        return found

    async def _chain(
        self,
        seal: Seal,
        node: str,
        ends: list[Head],
        found: Checked,
        into: tuple[set[tuple[str, int]], dict[tuple[str, int], str]],
    ) -> None:
        """Goes on where it was left; those of the `ends` that come by are taken out."""
        gone, lost = into
        at = found.heads.get(node, Head())
        while entries := await self._entries(node, at.n):
            for entry in entries:
                if entry.n != at.n + 1:
                    found.note(f"{node} {at.n + 1}: the entry is missing")
                elif entry.mark != mark_of(seal, at.mark, entry):
                    found.note(f"{node} {entry.n}: the entry was changed, or one was put before it")
                at = Head(entry.n, entry.mark)
                ends[:] = [end for end in ends if end != at]
                gone |= _gone(entry)
            found.entries += len(entries)
            lost |= await self._lost(seal, [entry for entry in entries if entry.seq is not None], found)
        found.heads[node] = at

    async def _entries(self, node: str, behind: int) -> list[Entry]:
        mine = select(AUDIT).where((AUDIT.c.node == node) & (AUDIT.c.n > behind))
        async with self._transaction() as connection:
            rows = await connection.execute(mine.order_by(AUDIT.c.n).limit(AT_ONCE))
            return [Entry(**row._mapping) for row in rows]

    async def _lost(self, seal: Seal, entries: Sequence[Entry], found: Checked) -> dict[tuple[str, int], str]:
        """Entries whose trace is not there as it was, and what is the case instead."""
        seqs = [entry.seq for entry in entries]
        async with self._transaction() as connection:
            there = await _by_seq(connection, [seq for seq in seqs if seq is not None])
        lost = {}
        for entry in entries:
            rows = there.get(entry.seq or 0, [])
            if any(digest_of(seal, row) == entry.digest for row in rows):
                found.traces += 1
            else:
                is_changed = any(row.type == entry.kind for row in rows)
                what = "was changed" if is_changed else "was taken away"
                lost[entry.node, entry.n] = f"the trace {entry.kind} {what}"
        return lost

    async def _strangers(self, types: Collection[str], found: Checked) -> None:
        """Traces that are younger than the first of their kind in a chain, and in none."""
        begun = select(AUDIT.c.kind, func.min(AUDIT.c.seq).label("seq")).group_by(AUDIT.c.kind).subquery()
        chained = exists().where(AUDIT.c.seq == EVENTS.c.seq)
        query = (
            select(EVENTS.c.seq, EVENTS.c.type)
            .join(begun, (begun.c.kind == EVENTS.c.type) & (EVENTS.c.seq >= begun.c.seq))
            .where(EVENTS.c.type.in_(types) & ~chained)
        )
        async with self._transaction() as connection:
            for row in await connection.execute(query.order_by(EVENTS.c.seq).limit(MOST)):
                found.note(f"the trace {row.type} of {row.seq} is in no chain: it was added")


async def _by_seq(connection: AsyncConnection, seqs: Sequence[int]) -> dict[int, list[StoredEvent]]:
    found: dict[int, list[StoredEvent]] = {}
    for row in await connection.execute(select(EVENTS).where(EVENTS.c.seq.in_(seqs))):
        found.setdefault(row.seq, []).append(StoredEvent(**row._mapping))
    return found


def _gone(entry: Entry) -> set[tuple[str, int]]:
    def told() -> Iterator[tuple[str, int]]:
        for node, n in json.loads(entry.gone or "[]"):
            yield str(node), int(n)

    try:
        return set(told())
    except (ValueError, TypeError):  # somebody wrote there; its mark says so
        return set()
