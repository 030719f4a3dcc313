"""Callers who go to an agent of another machine: for some seconds one is claimed for each of them.

The caller goes, not the agent: whoever claims an agent who is free elsewhere sends the caller there with the
claim's mark, and that machine takes in who brings one that is good. From then on the caller waits there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, TextClause, text

from hotline.nodes.leases import ME, NOW
from hotline.nodes.register import Register
from telephony.calls.names import CLAIM

CLAIM_S = 15.0
"""For so long an agent is claimed: somewhat more than a caller may take from machine to machine."""
SEEN_S = 3.0
"""For so long after a caller came in nobody else claims their agent: then it is told that the agent is
rung."""
TURN_S = 2.5
"""For so long after an agent got free whoever is first in line, at any machine, may claim them alone."""

_SOON = "set_config('synchronous_commit', 'off', true) AS soon"
"""The commit of this statement alone does not wait for the disk.

PostgreSQL may lose in a crash what it wrote down in the last second or so, never a part of it, and nothing
that came before a commit that was waited for (leases and their fences are). Nobody is served twice by that:
a claim that is lost is of no use to who brings its mark, and they wait on where they came in; who came in by
a mark that is good again has it alone, and has come; who else claims that agent then is refused there, where
nobody is free; what was given back is free when the claim ends, in `CLAIM_S`."""


def _claim(phase: str, order: str) -> TextClause:
    """Of the agents in that phase the first in that order.

    Agents are read by one index in order, as far as the first who fits; what is asked of nodes is asked once,
    not joined: so PostgreSQL has one plan for it, which it keeps, whatever it knows of the tables."""
    return text(f"""
WITH free AS (
    SELECT a.agent, a.node FROM shared_agents AS a
    WHERE {phase} AND CAST(:queue AS text) = ANY (a.queues) AND {ME}
        AND a.node = ANY (ARRAY (
            SELECT id FROM shared_nodes WHERE until > {NOW} AND NOT draining
                AND id <> :node AND id <> ALL (CAST(:avoided AS text[]))))
        AND NOT EXISTS (SELECT 1 FROM shared_moves AS m WHERE m.agent = a.agent AND m.until > {NOW})
        AND (a.phase = 'taken' OR a.since < {NOW} - {TURN_S} OR NOT EXISTS (
            SELECT 1 FROM shared_callers AS c
            WHERE c.phase = 'waiting' AND c.queue = ANY (a.queues)
                AND c.node = ANY (ARRAY (SELECT id FROM shared_nodes WHERE until > {NOW}))
                AND c.place < (SELECT place FROM shared_callers WHERE call = CAST(:call AS text))))
    ORDER BY {order} LIMIT 1 FOR UPDATE OF a SKIP LOCKED
)
INSERT INTO shared_moves AS m (agent, mark, node, to_node, call, queue, priority, seat, intent, no_chinese,
    emergency, waits, since, until)
SELECT agent, '{CLAIM}' || replace(CAST(gen_random_uuid() AS text), '-', ''),
    CAST(:node AS text), node, CAST(:call AS text), CAST(:queue AS text),
    CAST(:priority AS integer), CAST(:seat AS text), CAST(:intent AS text), CAST(:no_chinese AS boolean),
    CAST(:emergency AS boolean), CAST(:waits AS boolean), {NOW} - CAST(:waited_s AS float8), {NOW} + {CLAIM_S}
FROM free
ON CONFLICT (agent) DO UPDATE SET mark = excluded.mark, node = excluded.node, to_node = excluded.to_node,
    call = excluded.call, queue = excluded.queue, priority = excluded.priority, seat = excluded.seat,
    intent = excluded.intent, no_chinese = excluded.no_chinese,
    emergency = excluded.emergency, waits = excluded.waits, since = excluded.since, until = excluded.until
WHERE m.until <= {NOW}
RETURNING mark, agent, to_node AS node, (SELECT address FROM shared_nodes WHERE id = m.to_node) AS address,
    {_SOON}""")


_CLAIM = _claim("a.phase = 'free'", "a.since")
_CLAIM_BUSY = _claim("a.phase IN ('free', 'taken')", "a.phase = 'taken', a.since")
"""Of two who want the same agent the second gets nobody, and looks again. Made twice, each has a mark of its
own."""

_GIVE_BACK: TextClause = text(
    f"DELETE FROM shared_moves WHERE mark = :mark AND node = :node RETURNING agent, {_SOON}"
)

_TAKE_IN: TextClause = text(f"""
UPDATE shared_moves AS m SET mark = NULL, until = {NOW} + {SEEN_S}
WHERE m.mark = :mark AND m.to_node = :node AND m.until > {NOW} AND {ME}
RETURNING m.call, m.node, m.queue, m.priority, m.seat, m.intent, m.no_chinese, m.emergency, m.waits,
    greatest(0, {NOW} - m.since) AS waited_s, {_SOON}""")
"""Once: the mark is nobody's afterwards."""


@dataclass(frozen=True, slots=True)
class Wanting:
    """A caller of this machine who waits, and why nobody but those of their queue may have them."""

    call: str
    queue: str
    priority: int
    seat: str | None
    intent: str | None
    no_chinese: bool
    emergency: bool
    """They are before all others, also in a queue that is none for emergencies."""
    waits: bool
    """Nobody serves their queue where they came in: they go and wait where somebody does."""
    waited_s: float
    """Since they first came into a queue."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An agent of another machine, for one caller of this one."""

    mark: str
    """What the caller brings: who does not know it cannot make it up."""
    agent: str
    node: str
    address: str
    """Where that machine's Asterisk takes SIP."""


@dataclass(frozen=True, slots=True)
class ComesIn(Wanting):
    """A caller of another machine, with a claim that was good; `call` is theirs there."""

    node: str
    """That machine."""


class Moves(Register):
    """Made by `opened`, after which it `enter`s. Every method raises `RecordsUnavailable`."""

    async def claim(self, wanting: Wanting, avoided: Collection[str] = ()) -> Claimed | None:
        """Whoever is free for longest at another machine that takes calls, but at those `avoided`; for who
        `waits`, if nobody is, who will be. None: nobody is, or somebody else is before this caller."""
        values = {**asdict(wanting), "avoided": sorted(avoided)}
        row = await self._first(_CLAIM_BUSY if wanting.waits else _CLAIM, twice=True, **values)
        return None if row is None else Claimed(**_told(row))

    async def give_back(self, claimed: Claimed) -> None:
        """The caller did not get there."""
        await self._first(_GIVE_BACK, twice=True, mark=claimed.mark)

    async def take_in(self, mark: str) -> ComesIn | None:
        """Who brings that mark, which is good for once. None: it is not, or not for this machine, or not any
        more."""
        row = await self._first(_TAKE_IN, mark=mark)
        return None if row is None else ComesIn(**_told(row))


def _told(row: Row[Any]) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name != "soon"}
