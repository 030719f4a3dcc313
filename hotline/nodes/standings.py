"""How the floor of every node stands: each tells its own, any may look at those of all."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import Connection, TextClause, text

from hotline.nodes.leases import ALIVE, ME, NOW, STATE
from hotline.nodes.node import NodeState
from hotline.nodes.register import Register
from hotline.records.database.callbacks.table import CALLBACKS
from hotline.records.database.schema import prepare
from hotline.records.database.screening.sealed_number import SealedNumber
from telephony.distributor.people.plan import FIRST_S, SECONDS_PER_PRIORITY
from telephony.distributor.standing import AgentStanding, CallerStanding

URGENT_S = 10 * FIRST_S
"""By so much emergencies are ahead."""
LEFT_S = 900.0
"""For so long after a node's last sign it is known who waited there."""

_AGENTS: TextClause = text(f"""
INSERT INTO shared_agents AS a (agent, node, queues, phase, since, fence)
SELECT one.agent, CAST(:node AS text), one.queues, one.phase, {NOW}, 1
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS one (agent text, queues text[], phase text)
WHERE {ME} ORDER BY one.agent
ON CONFLICT (agent) DO UPDATE SET node = excluded.node, queues = excluded.queues, phase = excluded.phase,
    call = NULL, since = excluded.since, fence = a.fence + 1
WHERE a.node = excluded.node OR a.phase = 'away' OR NOT a.node {ALIVE}
RETURNING agent""")
"""In one order everywhere, so that two nodes never wait for one another. Who works at another node is that
node's until they pause or go there."""

_CALLERS: TextClause = text(f"""
INSERT INTO shared_callers AS c (call, node, queue, place, phase, agent, fence, since, priority, seat, name,
    sealed, masked)
SELECT one.call, CAST(:node AS text), one.queue, {NOW} - one.waited_s - one.ahead_s,
    CASE WHEN one.agent IS NULL THEN 'waiting' ELSE 'taken' END, one.agent, 1, {NOW} - one.waited_s,
    one.priority, one.seat, one.name, one.sealed, one.masked
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    AS one (call text, queue text, waited_s float8, ahead_s float8, agent text, priority integer, seat text,
        name text, sealed text, masked text)
WHERE {ME} ORDER BY one.call
ON CONFLICT (call) DO UPDATE SET queue = excluded.queue, place = excluded.place, phase = excluded.phase,
    agent = excluded.agent, fence = c.fence + 1, priority = excluded.priority, seat = excluded.seat
WHERE c.node = excluded.node
RETURNING call""")
"""When they came stays as it was told first."""

_AGENTS_GONE: TextClause = text(
    f"DELETE FROM shared_agents WHERE node = :node AND agent = ANY (CAST(:gone AS text[])) AND {ME}"
)
_CALLERS_GONE: TextClause = text(
    f"DELETE FROM shared_callers WHERE node = :node AND call = ANY (CAST(:gone AS text[])) AND {ME}"
)
_ANEW: Sequence[TextClause] = [
    text(f"DELETE FROM {table} WHERE node = :node AND {ME}") for table in ("shared_agents", "shared_callers")
]

_LEASED: TextClause = text(f"SELECT 1 WHERE {ME}")

_HERE_AFTER_ALL: TextClause = text(f"""
UPDATE callbacks SET state = 'closed', result = 'withdrawn', ended = {NOW}, name = NULL, sealed = NULL
WHERE kind = 'lost' AND state = 'open' AND call = ANY (CAST(:calls AS text[])) AND {ME}""")
"""Who was counted as lost and waits on the line, or was served meanwhile, is not called."""

_SWEEP: Sequence[TextClause] = [
    text(f"""
DELETE FROM shared_agents WHERE agent IN (
    SELECT agent FROM shared_agents WHERE NOT node {ALIVE} FOR UPDATE SKIP LOCKED) AND {ME}"""),
    text(f"""
DELETE FROM shared_callers WHERE call IN (
    SELECT call FROM shared_callers
    WHERE node NOT IN (SELECT id FROM shared_nodes WHERE heard > {NOW} - :left OR until > {NOW})
    FOR UPDATE SKIP LOCKED) AND {ME}"""),
    text(f"DELETE FROM shared_moves WHERE until < {NOW} - {LEFT_S} AND {ME}"),
]

_QUEUES: TextClause = text(f"""
WITH waits AS (
    SELECT node, queue, count(*) AS waiting, min(since) AS since
    FROM shared_callers WHERE node <> :but GROUP BY node, queue
), serves AS (
    SELECT node, queue, count(*) FILTER (WHERE phase = 'free') AS free,
        count(*) FILTER (WHERE phase = 'taken') AS busy
    FROM shared_agents, unnest(queues) AS queue WHERE node <> :but AND node {ALIVE} GROUP BY node, queue
)
SELECT node, {STATE}, queue, coalesce(waiting, 0) AS waiting, waits.since,
    greatest(0, coalesce({NOW} - waits.since, 0)) AS longest_wait_s,
    coalesce(free, 0) AS free, coalesce(busy, 0) AS busy
FROM waits FULL JOIN serves USING (node, queue) JOIN shared_nodes ON id = node
ORDER BY queue, node""")


@dataclass(frozen=True, slots=True)
class QueueThere:
    """A queue as it stands at one node."""

    node: str
    state: NodeState
    queue: str
    waiting: int
    since: float | None
    """When the one came who waits longest, by the database's clock; None: nobody waits."""
    longest_wait_s: float = field(compare=False)
    """Of that one, now."""
    free: int
    """Agents who serve it and could take a call now."""
    busy: int
    """Those who are rung, talk, write up or rest."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What the database has taken in of a change."""

    agents: frozenset[str]
    callers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """Of a node's floor since it was told last."""

    at: float
    """On the clock of the callers' `queued_at`."""
    agents: Sequence[AgentStanding] = ()
    callers: Sequence[CallerStanding] = ()
    agents_gone: Collection[str] = ()
    callers_gone: Collection[str] = ()
    numbers: Mapping[str, SealedNumber] = field(default_factory=dict)
    """Of those callers who show one."""
    anew: bool = False
    """What was told before counts no more."""
    before: Collection[str] = ()
    """Callers whom this process told before `anew`: they were never lost, whatever others made of it."""

    def __bool__(self) -> bool:
        return bool(self.agents or self.callers or self.agents_gone or self.callers_gone or self.anew)


class Standings(Register):
    """Made by `opened`, after which it `enter`s."""

    def _prepare(self, connection: Connection) -> None:
        prepare(connection, CALLBACKS.metadata)
        super()._prepare(connection)

    async def tell(self, change: Change) -> TakenIn | None:
        """In one transaction. What is not taken in is another node's."""
        async with self._transaction() as connection:
            if (await connection.execute(_LEASED, self._me)).first() is None:
                return None
            if change.anew:
                for statement in _ANEW:
                    await connection.execute(statement, self._me)
            for statement, gone in (
                (_AGENTS_GONE, change.agents_gone), (_CALLERS_GONE, change.callers_gone)
            ):  # fmt: skip
                if gone:
                    await connection.execute(statement, {**self._me, "gone": sorted(gone)})
            agents, callers = frozenset[str](), frozenset[str]()
            if change.agents:
                rows = json.dumps([asdict(one) for one in change.agents])
                told = await connection.execute(_AGENTS, {**self._me, "rows": rows})
                agents = frozenset(row.agent for row in told)
            if change.callers:
                rows = json.dumps([_row(one, change) for one in change.callers])
                told = await connection.execute(_CALLERS, {**self._me, "rows": rows})
                callers = frozenset(row.call for row in told)
            if here := callers.union(change.before):
                await connection.execute(_HERE_AFTER_ALL, {**self._me, "calls": sorted(here)})
            return TakenIn(agents, callers)

    async def sweep(self) -> None:
        """Takes out agents of nodes that are gone, and callers of those that are gone for `LEFT_S`."""
        async with self._transaction() as connection:
            for statement in _SWEEP:
                await connection.execute(statement, {**self._me, "left": LEFT_S})

    async def queues(self, but: str = "") -> list[QueueThere]:
        """Of all nodes, or all others, by queue: where somebody waits or serves it. Of a node that is gone
        those who waited when it was heard last."""
        return [QueueThere(**row._mapping) for row in await self._rows(_QUEUES, twice=True, but=but)]


def _row(caller: CallerStanding, change: Change) -> dict[str, object]:
    number = change.numbers.get(caller.call)
    return {
        "call": caller.call,
        "queue": caller.queue,
        "waited_s": max(0.0, change.at - caller.queued_at),
        "ahead_s": caller.ahead_s + URGENT_S * caller.emergency,
        "agent": caller.agent,
        "priority": round(caller.ahead_s / SECONDS_PER_PRIORITY),
        "seat": caller.seat,
        **({} if number is None else asdict(number)),
    }
