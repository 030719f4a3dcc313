"""How an entry follows from the one before it and from its trace: keyed, so that who has the database alone
cannot forge one."""

from __future__ import annotations

import json
from collections.abc import Iterable

from hotline.records.database.audit.table import DELETED, Entry, Head
from hotline.records.database.tables import StoredEvent
from hotline.records.sealing import Seal

PURPOSE = "audit"
"""Of the seal whose keyed hash is used."""


def digest_of(seal: Seal, row: StoredEvent) -> str:
    """Of a trace as it stands in `events`."""
    return seal.name(json.dumps(row, ensure_ascii=False))


def mark_of(seal: Seal, before: str, entry: Entry) -> str:
    """Of an entry, whatever `mark` it has, behind one with the mark `before`."""
    told = (before, entry.node, entry.n, entry.at, entry.kind, entry.seq, entry.digest, entry.gone)
    return seal.name(json.dumps(told, ensure_ascii=False))


def trace_entries(
    seal: Seal, node: str, head: Head, at: float, rows: Iterable[StoredEvent]
) -> tuple[list[Entry], Head]:
    """One for each, and where the chain ends then."""
    told = [(row.type, row.seq, digest_of(seal, row), "") for row in rows]
    return _following(seal, node, head, at, told)


def deletion_entry(
    seal: Seal, node: str, head: Head, at: float, gone: Iterable[tuple[str, int]]
) -> tuple[list[Entry], Head]:
    """That the traces of these entries (node, n) are deleted by rule."""
    text = json.dumps(sorted(gone), ensure_ascii=False)
    return _following(seal, node, head, at, [(DELETED, None, seal.name(text), text)])


def _following(
    seal: Seal, node: str, head: Head, at: float, told: Iterable[tuple[str, int | None, str, str]]
) -> tuple[list[Entry], Head]:
    entries = []
    for kind, seq, digest, gone in told:
        blank = Entry(node, head.n + 1, at, kind, seq, digest, gone, "")
        head = Head(blank.n, mark_of(seal, head.mark, blank))
        entries.append(Entry(node, blank.n, at, kind, seq, digest, gone, head.mark))
    return entries, head
