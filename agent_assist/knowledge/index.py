"""The full-text index: SQLite FTS5 over pairs of characters, in memory or in a file."""

from __future__ import annotations

import hashlib
import math
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from agent_assist.knowledge.articles import Article
from agent_assist.knowledge.words import terms

_VERSION = 1
"""Raise when the way of indexing changes, so that files are built anew."""

_TITLE, _TAGS, _BODY = 4.0, 5.0, 1.0
"""Weights of a match. A title or tag says what the article is about; a body mentions much."""

_COMMON = 0.25
"""A term in more than this share of the articles tells them apart too little to be searched for."""


class Index:
    """Finds candidate articles. One thread at a time; a search takes a few milliseconds."""

    def __init__(self, articles: Sequence[Article], path: Path | None = None) -> None:
        """Builds the index, or takes the one in the file if it holds just these articles."""
        self._count = len(articles)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False)
        signature = _signature(articles)
        if self._stored_signature() != signature:
            self._build(articles, signature)
        self._frequency: dict[str, int] = dict(self._db.execute("SELECT term, doc FROM vocabulary"))

    def close(self) -> None:
        self._db.close()

    def weight(self, term: str) -> float:
        """How much the term tells: 0 when no article has it or too many have."""
        frequency = self._frequency.get(term, 0)
        if frequency == 0 or (frequency > _COMMON * self._count and self._count >= 20):
            return 0.0
        return math.log(1 + (self._count - frequency + 0.5) / (frequency + 0.5))

    def candidates(self, wanted: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Positions of the best articles with any of the terms, each with its rank (higher is better)."""
        if not wanted:
            return []
        # Terms are letters, digits and Han characters only, so quoting them is safe.
        match = " OR ".join(f'"{term}"' for term in wanted)
        rows = self._db.execute(
            "SELECT rowid, -bm25(article, ?, ?, ?) AS rank FROM article "
            "WHERE article MATCH ? ORDER BY rank DESC LIMIT ?",
            (_TITLE, _TAGS, _BODY, match, limit),
        )
        return [(int(position), float(rank)) for position, rank in rows]

    def _stored_signature(self) -> str | None:
        try:
            row = self._db.execute("SELECT value FROM signature").fetchone()
        except sqlite3.OperationalError:
            return None
        return str(row[0]) if row else None

    def _build(self, articles: Sequence[Article], signature: str) -> None:
        with self._db:
            self._db.executescript(
                "DROP TABLE IF EXISTS signature; DROP TABLE IF EXISTS vocabulary;"
                "DROP TABLE IF EXISTS article;"
                "CREATE VIRTUAL TABLE article USING fts5(title, tags, body, content='');"
                "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(article, row);"
                "CREATE TABLE signature (value TEXT)"
            )
            self._db.executemany(
                "INSERT INTO article(rowid, title, tags, body) VALUES (?, ?, ?, ?)",
                (
                    (position, *(" ".join(terms(t)) for t in (a.title, " ".join(a.tags), a.body)))
                    for position, a in enumerate(articles)
                ),
            )
            self._db.execute("INSERT INTO signature VALUES (?)", (signature,))


def _signature(articles: Sequence[Article]) -> str:
    digest = hashlib.sha256(str(_VERSION).encode())
    for article in articles:
        digest.update(article.model_dump_json().encode())
    return digest.hexdigest()
