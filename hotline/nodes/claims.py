"""What a claim is, and the statements that make one: each a transaction by itself, so that a pooler may lie
between.

An agent who gets free takes the first caller; a caller takes the agent who is free for longest; a node that
has matched two by its own rules claims these. Rows that another is about to claim are passed over, or the
condition fails: nobody waits for anybody, and nobody is claimed twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import TextClause, text

NOW = "extract(epoch FROM clock_timestamp())::float8"
"""Of the database's clock, which is one for all nodes."""

ME = f"EXISTS (SELECT 1 FROM shared_nodes WHERE id = :node AND fence = :own AND until > {NOW})"
"""A node whose lease is over, or whose id another process has now, claims nothing."""
ALIVE = f"IN (SELECT id FROM shared_nodes WHERE until > {NOW})"
"""Of the nodes whose lease runs."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That an agent and a caller are for one another, until it is over or given back."""

    call: str
    call_node: str
    call_fence: int
    agent: str
    agent_node: str
    agent_fence: int


_TAKE_CALLER = """
taken AS (
    UPDATE shared_callers SET phase = 'taken', agent = (SELECT agent FROM mine), fence = fence + 1
    WHERE call = (SELECT call FROM first) RETURNING call, node, fence
)
"""
_TAKE_AGENT = f"""
UPDATE shared_agents AS a SET phase = 'taken', call = taken.call, fence = a.fence + 1, since = {NOW}
FROM taken WHERE a.agent = (SELECT agent FROM mine)
RETURNING taken.call, taken.node AS call_node, taken.fence AS call_fence, a.agent, a.node AS agent_node,
          a.fence AS agent_fence
"""

NEXT_CALLER: TextClause = text(f"""
WITH mine AS (
    SELECT agent, queues FROM shared_agents
    WHERE agent = :agent AND node = :node AND phase = 'free' AND fence = :fence AND {ME}
    FOR UPDATE SKIP LOCKED
), first AS (
    SELECT c.call FROM shared_callers AS c
    WHERE c.phase = 'waiting' AND c.queue = ANY (SELECT unnest(queues) FROM mine) AND c.node {ALIVE}
    ORDER BY c.place LIMIT 1 FOR UPDATE OF c SKIP LOCKED
), {_TAKE_CALLER} {_TAKE_AGENT}""")
"""For an agent of this node who is free."""

FREE_AGENT: TextClause = text(f"""
WITH first AS (
    SELECT call, queue FROM shared_callers
    WHERE call = :call AND node = :node AND phase = 'waiting' AND fence = :fence AND {ME}
    FOR UPDATE SKIP LOCKED
), mine AS (
    SELECT a.agent FROM shared_agents AS a
    WHERE a.phase = 'free' AND (SELECT queue FROM first) = ANY (a.queues) AND a.node {ALIVE}
    ORDER BY a.since LIMIT 1 FOR UPDATE OF a SKIP LOCKED
), taken AS (
    UPDATE shared_callers SET phase = 'taken', agent = (SELECT agent FROM mine), fence = fence + 1
    WHERE call = (SELECT call FROM first) AND EXISTS (SELECT 1 FROM mine) RETURNING call, node, fence
) {_TAKE_AGENT}""")
"""For a caller of this node who waits."""

THESE_TWO: TextClause = text(f"""
WITH mine AS (
    SELECT agent FROM shared_agents
    WHERE agent = :agent AND phase = 'free' AND fence = :agent_fence AND node {ALIVE} AND {ME}
    FOR UPDATE SKIP LOCKED
), first AS (
    SELECT c.call FROM shared_callers AS c
    WHERE c.call = :call AND c.phase = 'waiting' AND c.fence = :call_fence AND c.node {ALIVE}
      AND EXISTS (SELECT 1 FROM mine)
    FOR UPDATE OF c SKIP LOCKED
), {_TAKE_CALLER} {_TAKE_AGENT}""")
"""For two whom this node has matched."""

OVER: TextClause = text(f"""
WITH agent AS (
    UPDATE shared_agents SET phase = :phase, call = NULL, fence = fence + 1, since = {NOW}
    WHERE agent = :agent AND call = :call AND fence = :agent_fence RETURNING fence
), caller AS (
    DELETE FROM shared_callers WHERE call = :call AND fence = :call_fence AND EXISTS (SELECT 1 FROM agent)
)
SELECT fence FROM agent""")
"""The talk is at its end: the caller is gone, the agent in that phase."""

GIVEN_BACK: TextClause = text(f"""
WITH agent AS (
    UPDATE shared_agents SET phase = :phase, call = NULL, fence = fence + 1, since = {NOW}
    WHERE agent = :agent AND call = :call AND fence = :agent_fence RETURNING fence
), caller AS (
    UPDATE shared_callers SET phase = 'waiting', agent = NULL, fence = fence + 1
    WHERE call = :call AND fence = :call_fence AND EXISTS (SELECT 1 FROM agent) RETURNING fence
)
SELECT (SELECT fence FROM agent) AS agent_fence, (SELECT fence FROM caller) AS call_fence""")
"""The agent did not answer: the caller waits on at the place they had, the agent is in that phase."""

SITS: TextClause = text(f"""
INSERT INTO shared_agents AS a (agent, node, queues, phase, since, fence)
SELECT CAST(:agent AS text), CAST(:node AS text), CAST(:queues AS text[]), 'free', {NOW}, 1 WHERE {ME}
ON CONFLICT (agent) DO UPDATE
SET node = excluded.node, queues = excluded.queues, phase = 'free', call = NULL, since = excluded.since,
    fence = a.fence + 1
WHERE a.node = excluded.node OR NOT a.node {ALIVE}
RETURNING fence""")
"""An agent's telephone is at this node, unless a node that lives has it."""

AWAY: TextClause = text(f"""
UPDATE shared_agents SET phase = 'away', fence = fence + 1, since = {NOW}
WHERE agent = :agent AND node = :node AND phase = 'free' AND fence = :fence RETURNING fence""")

WAITS: TextClause = text(f"""
INSERT INTO shared_callers (call, node, queue, place, phase, fence)
SELECT CAST(:call AS text), CAST(:node AS text), CAST(:queue AS text), CAST(:place AS float8), 'waiting', 1
WHERE {ME}
ON CONFLICT (call) DO NOTHING RETURNING fence""")

GONE: TextClause = text("""
DELETE FROM shared_callers
WHERE call = :call AND node = :node AND phase = 'waiting' AND fence = :fence RETURNING call""")

LEFT_BEHIND: TextClause = text(f"""
WITH left_behind AS (
    SELECT call FROM shared_callers WHERE NOT node {ALIVE} AND phase = 'waiting' AND {ME}
    ORDER BY place LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE shared_callers AS c SET node = :node, fence = c.fence + 1
FROM left_behind WHERE c.call = left_behind.call
RETURNING c.call, c.queue, c.place, c.fence""")
"""Who waits at a node whose lease is over is this node's from then on."""

RESUMED: TextClause = text(f"""
UPDATE shared_callers AS c SET fence = c.fence + 1
WHERE c.node = :node AND c.phase = 'waiting' AND {ME}
RETURNING c.call, c.queue, c.place, c.fence""")
"""Who waited at this node when its process died: their call is in its Asterisk still."""
