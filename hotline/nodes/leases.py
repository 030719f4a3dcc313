"""The statements of a node's own lease: one for the node, with which goes all that is its own."""

from __future__ import annotations

from sqlalchemy import TextClause, text

from hotline.nodes.claims import NOW

ENTER: TextClause = text(f"""
INSERT INTO shared_nodes AS n (id, instance, version, until)
VALUES (:node, :instance, :version, {NOW} + :lease)
ON CONFLICT (id) DO UPDATE SET instance = excluded.instance, version = excluded.version,
    until = excluded.until
WHERE n.instance = excluded.instance OR n.until <= {NOW}
RETURNING until""")
"""Nothing comes back while another process has a lease under this id."""

BEAT: TextClause = text(f"""
UPDATE shared_nodes SET until = {NOW} + :lease
WHERE id = :node AND instance = :instance AND until > {NOW} RETURNING until""")
"""What is over is not renewed: others may have taken up what was the node's."""

GO: TextClause = text("DELETE FROM shared_nodes WHERE id = :node AND instance = :instance RETURNING id")

ALIVE: TextClause = text(f"SELECT id, version FROM shared_nodes WHERE until > {NOW} ORDER BY id")
