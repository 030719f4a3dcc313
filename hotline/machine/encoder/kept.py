"""Vectors of sayings on the disk: made once, for every command and every start of the service.

A SQLite file, so that several processes may read and write it at once. A row is found by a hash of the
encoder's name and the text: what another encoder made is never taken for its own, and no text stands in it.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

MOST = 60_000
"""Vectors that are kept, 100 MB; beyond them the oldest are given up."""
_BUSY_S = 10.0
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
_FORGET = "DELETE FROM vectors WHERE rowid <= (SELECT max(rowid) - ? FROM vectors)"

_T = TypeVar("_T")

Vectors = dict[str, NDArray[np.float32]]


class KeptVectors:
    """Those of one encoder. Blocking; may be used by several threads."""

    def __init__(self, path: Path, encoder: str, dimensions: int) -> None:
        """`encoder`: `SentenceEncoder.name`. The file is made when something is kept."""
        self._path = path
        self._encoder = encoder
        self._dimensions = dimensions

    def of(self, texts: Sequence[str]) -> Vectors:
        """Those there are. A file that cannot be read is as none; one that is damaged is made anew."""
        if not self._path.exists():
            return {}
        return self._do(lambda database: self._read(database, texts)) or {}

    def keep(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keeps them. Without a disk that takes them they are made again next time."""
        rows = [(self._key(text), vector.astype("<f4").tobytes()) for text, vector in vectors.items()]

        def write(database: sqlite3.Connection) -> None:
            database.execute(_TABLE)
            database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            database.execute(_FORGET, (MOST,))

        self._do(write)

    def _key(self, text: str) -> bytes:
        said = f"{self._encoder}\0{text}".encode("utf-8", "replace")
        return hashlib.blake2b(said, digest_size=16).digest()

    def _read(self, database: sqlite3.Connection, texts: Sequence[str]) -> Vectors:
        database.execute(_TABLE)
        found = Vectors()
        for text in texts:
            row = database.execute("SELECT vector FROM vectors WHERE key = ?", (self._key(text),)).fetchone()
            if row is not None and isinstance(row[0], bytes) and len(row[0]) == 4 * self._dimensions:
                found[text] = np.frombuffer(row[0], "<f4").astype(np.float32)
        return found

    def _do(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        for attempt in (1, 2):
            try:
                with self._database() as database:
                    return work(database)
            except sqlite3.OperationalError as error:  # full, read-only, locked for too long
                log.warning("vectors of sayings cannot be kept in %s: %s", self._path, error)
                return None
            except sqlite3.DatabaseError as error:
                log.warning("%s is damaged (%s): made anew", self._path, error)
                if attempt == 1:
                    self._path.unlink(missing_ok=True)
            except OSError as error:
                log.warning("vectors of sayings cannot be kept: %s", error)
                return None
        return None

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=_BUSY_S)) as database, database:
            yield database
