"""The statements of a node's own lease, with which goes all that is its own, and what others ask of leases.

Each statement is a transaction by itself, or part of a short one. The driver prepares it once for each
connection, by a name: a pooler that lends connections for a transaction must know such names.
"""

from __future__ import annotations

from sqlalchemy import TextClause, text

NOW = "extract(epoch FROM clock_timestamp())::float8"
"""Of the database's clock, which is one for all nodes."""
ME = f"EXISTS (SELECT 1 FROM shared_nodes WHERE id = :node AND fence = :own AND until > {NOW})"
"""A node whose lease is over, or whose id another process has now, changes nothing."""
ALIVE = f"IN (SELECT id FROM shared_nodes WHERE until > {NOW})"
"""Of the nodes whose lease runs."""

ENTER: TextClause = text(f"""
INSERT INTO shared_nodes AS n (id, instance, process, version, address, since, heard, until, fence)
VALUES (:node, :instance, :process, :version, :address, {NOW}, {NOW}, {NOW} + :lease,
    CAST(1000 * {NOW} AS bigint))
ON CONFLICT (id) DO UPDATE SET instance = excluded.instance, process = excluded.process,
    version = excluded.version, address = excluded.address, since = excluded.since, heard = excluded.heard,
    until = excluded.until,
    fence = greatest(n.fence + 1, excluded.fence), stopped = false, missed = false
WHERE n.until <= {NOW} OR n.fence = :own OR n.process = excluded.process
    OR (n.instance = excluded.instance AND CAST(:own AS bigint) = 0)
RETURNING fence""")
"""Nothing comes back while another process has a lease under this id. One that begins (`own` is 0) goes on
for the one before it of the same installation, which has died; one that was passed over does not come back
so. A process whose entry had no answer is let in again.

A fence begins at the clock's milliseconds: of a node that was forgotten meanwhile none is given twice."""

BEAT: TextClause = text(f"""
UPDATE shared_nodes SET heard = {NOW}, until = {NOW} + :lease, draining = :draining, calls = :calls,
    generation = :generation, refused = :refused
WHERE id = :node AND fence = :own AND until > {NOW} RETURNING until""")
"""What is over is not renewed: others may have taken up what was the node's."""

GO: TextClause = text(f"""
UPDATE shared_nodes SET heard = {NOW}, until = {NOW}, stopped = true, draining = false, calls = 0
WHERE id = :node AND fence = :own RETURNING id""")

MISSED: TextClause = text(f"""
UPDATE shared_nodes SET missed = true
WHERE until <= {NOW} AND NOT stopped AND NOT missed
RETURNING id, {NOW} - heard AS silent_s""")
"""Whoever gets a row tells of it: one of those that live, and once."""

STATE = f"""CASE WHEN stopped THEN 'stopped' WHEN until <= {NOW} THEN 'lost'
         WHEN draining THEN 'draining' ELSE 'up' END AS state"""

ALL: TextClause = text(f"""
SELECT id, version, address, since, {NOW} - heard AS silent_s, calls, generation, refused, fence,
    {STATE}
FROM shared_nodes ORDER BY id""")

FORGET: TextClause = text(f"DELETE FROM shared_nodes WHERE id = :forgotten AND until <= {NOW} RETURNING id")
"""Not one that lives."""
