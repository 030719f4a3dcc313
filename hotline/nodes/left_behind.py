"""Who waited at a node that is lost: another calls them back, and who calls again keeps the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import TextClause, text

from hotline.nodes.leases import ALIVE, NOW
from hotline.nodes.register import Register

SILENT_S = 70.0
"""After so long without a sign: a service that is started again within that keeps its callers, who are in its
Asterisk still and hear music there for so long (`LONGEST_BACK_S` of the service's supervisor, and what it
takes to notice). A node that has come in itself only now waits as long: all may have been away at once."""
UNABLE_S = SILENT_S + 20.0
"""The same for nodes that can call nobody: then a call again keeps the place, at least."""
MOST = 20
"""At a time, so that all who live take some."""

_CALLED_BACK: TextClause = text(f"""
WITH lost AS (
    SELECT call FROM shared_callers
    WHERE name IS NOT NULL AND node IN (
            SELECT id FROM shared_nodes WHERE NOT stopped AND until <= {NOW} AND heard < {NOW} - :silent)
        AND EXISTS (
            SELECT 1 FROM shared_nodes WHERE id = :node AND fence = :own AND until > {NOW} AND NOT draining
                AND since < {NOW} - :silent)
    ORDER BY place LIMIT :most FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM shared_callers AS c USING lost WHERE c.call = lost.call
    RETURNING c.call, c.name, c.sealed, c.masked, c.queue, c.priority, c.seat, c.since
)
INSERT INTO callbacks (node, kind, call, name, sealed, masked, queue, priority, seat, queued_at, created,
    state, attempts, next_at)
SELECT CAST(:node AS text), 'lost', call, name, sealed, masked, queue, priority, seat, since, {NOW},
    'open', 0, 0
FROM gone
WHERE NOT EXISTS (SELECT 1 FROM shared_callers AS here WHERE here.name = gone.name AND here.node {ALIVE})
ON CONFLICT (name) WHERE state = 'open' DO NOTHING
RETURNING id, call, masked, queue, queued_at""")
"""Taken out there and written down here at once, or neither. Who is to be called back already is so once; who
has called again and waits or talks at a node that lives is not."""


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A caller who is to be called back by this node from now on."""

    id: int
    """Of the call-back."""
    call: str
    masked: str
    """Their number, as it may be shown."""
    queue: str
    queued_at: float
    """By the database's clock."""


class LostNodes(Register):
    """Made by `opened`, after which it `enter`s."""

    async def call_back(self, *, able: bool) -> Sequence[LeftBehind]:
        """Some of those who waited at lost nodes are to be called back by this one, the first in line first.
        `able`: whether it can call now. Nobody, while this node drains, or its lease is over."""
        silent = SILENT_S if able else UNABLE_S
        rows = await self._rows(_CALLED_BACK, silent=silent, most=MOST)
        return [LeftBehind(**row._mapping) for row in rows]
