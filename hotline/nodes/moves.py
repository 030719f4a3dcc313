"""Callers who go to an agent of another machine: for some seconds one is claimed for each of them.

The caller goes, not the agent: whoever claims an agent who is free elsewhere sends the caller there with the
claim's mark, and that machine takes in who brings one that is good. From then on the caller waits there.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import TextClause, text

from hotline.nodes.leases import ALIVE, ME, NOW
from hotline.nodes.register import Register
from telephony.calls.names import CLAIM

CLAIM_S = 15.0
"""For so long an agent is claimed: somewhat more than a caller may take from machine to machine."""
SEEN_S = 3.0
"""For so long after a caller came in nobody else claims their agent: then it is told that the agent is
rung."""
TURN_S = 2.5
"""For so long after an agent got free whoever is first in line, at any machine, may claim them alone."""

_CLAIM: TextClause = text(f"""
WITH free AS (
    SELECT a.agent, a.node, n.address FROM shared_agents AS a JOIN shared_nodes AS n ON n.id = a.node
    WHERE (a.phase = 'free' OR a.phase = 'taken' AND CAST(:waits AS boolean))
        AND CAST(:queue AS text) = ANY (a.queues)
        AND a.node <> :node AND a.node <> ALL (CAST(:avoided AS text[]))
        AND n.until > {NOW} AND NOT n.draining AND {ME}
        AND NOT EXISTS (SELECT 1 FROM shared_moves AS m WHERE m.agent = a.agent AND m.until > {NOW})
        AND (a.phase = 'taken' OR a.since < {NOW} - {TURN_S} OR NOT EXISTS (
            SELECT 1 FROM shared_callers AS c
            WHERE c.phase = 'waiting' AND c.queue = ANY (a.queues) AND c.node {ALIVE}
                AND c.place < (SELECT place FROM shared_callers WHERE call = CAST(:call AS text))))
    ORDER BY a.phase = 'taken', a.since LIMIT 1 FOR UPDATE OF a SKIP LOCKED
)
INSERT INTO shared_moves AS m (agent, mark, node, to_node, call, queue, priority, seat, intent, no_chinese,
    emergency, waits, since, until)
SELECT agent, CAST(:mark AS text), CAST(:node AS text), node, CAST(:call AS text), CAST(:queue AS text),
    CAST(:priority AS integer), CAST(:seat AS text), CAST(:intent AS text), CAST(:no_chinese AS boolean),
    CAST(:emergency AS boolean), CAST(:waits AS boolean), {NOW} - CAST(:waited_s AS float8), {NOW} + {CLAIM_S}
FROM free
ON CONFLICT (agent) DO UPDATE SET mark = excluded.mark, node = excluded.node, to_node = excluded.to_node,
    call = excluded.call, queue = excluded.queue, priority = excluded.priority, seat = excluded.seat,
    intent = excluded.intent, no_chinese = excluded.no_chinese,
    emergency = excluded.emergency, waits = excluded.waits, since = excluded.since, until = excluded.until
WHERE m.until <= {NOW}
RETURNING m.mark, m.agent, m.to_node AS node, (SELECT address FROM free) AS address""")
"""Of two who want the same agent the second gets nobody, and looks again."""

_GIVE_BACK: TextClause = text("DELETE FROM shared_moves WHERE mark = :mark AND node = :node RETURNING agent")

_TAKE_IN: TextClause = text(f"""
UPDATE shared_moves AS m SET mark = NULL, until = {NOW} + {SEEN_S}
WHERE m.mark = :mark AND m.to_node = :node AND m.until > {NOW} AND {ME}
RETURNING m.call, m.node, m.queue, m.priority, m.seat, m.intent, m.no_chinese, m.emergency, m.waits,
    greatest(0, {NOW} - m.since) AS waited_s""")
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
        values = {**asdict(wanting), "mark": f"{CLAIM}{secrets.token_hex(16)}", "avoided": sorted(avoided)}
        row = await self._first(_CLAIM, **values)
        return None if row is None else Claimed(**row._mapping)

    async def give_back(self, claimed: Claimed) -> None:
        """The caller did not get there."""
        await self._first(_GIVE_BACK, mark=claimed.mark)

    async def take_in(self, mark: str) -> ComesIn | None:
        """Who brings that mark, which is good for once. None: it is not, or not for this machine, or not any
        more."""
        row = await self._first(_TAKE_IN, mark=mark)
        return None if row is None else ComesIn(**row._mapping)
