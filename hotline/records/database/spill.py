"""A file beside the database that takes events while the database cannot.

One JSON array per line, appended and synced to the disk. Reading goes on from where it stopped;
after a crash it starts over, which does no harm because the database takes every event once.
The methods block on the disk: call them in a thread.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path

from hotline.records.database.tables import StoredEvent

log = logging.getLogger(__name__)

RESERVE_BYTES = 4 << 20
"""Some 10,000 events: as many as wait in memory."""
FULL = (errno.ENOSPC, errno.EDQUOT)


class Spill:
    """The spill file at `path`; it exists only while it holds something."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reserve = path.with_name(path.name + ".reserve")
        self._offset = 0
        self._next = 0
        self._lock = threading.Lock()

    def keep_reserve(self) -> None:
        """Holds room on the disk for what comes when it is full; where there is none, that is no error."""
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._reserve.open("ab") as file:
                try:
                    os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)
                except OSError:
                    self._reserve.unlink()

    def append(self, rows: Sequence[StoredEvent]) -> None:
        """Adds rows and waits until they are on the disk; on a full one the reserve is given up for them.

        Raises `OSError`.
        """
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        try:
            self._append(text)
        except OSError as error:
            if error.errno not in FULL or not self._reserve.exists():
                raise
            self._reserve.unlink(missing_ok=True)
            # What was written in part is there twice: the database takes every event once.
            self._append(text)

    def _append(self, text: str) -> None:
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file:
                if file.seek(0, os.SEEK_END):
                    file.seek(-1, os.SEEK_END)
                    if file.read(1) != b"\n":  # a crash cut the last line short
                        file.write(b"\n")
                file.write(text.encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())

    def read(self, limit: int) -> list[StoredEvent]:
        """The next rows, at most `limit`; the same again until `advance`. Empty: nothing is left.

        A line that is damaged is logged and left out. Raises `OSError`.
        """
        with self._lock:
            rows: list[StoredEvent] = []
            try:
                with self.path.open("rb") as file:
                    file.seek(self._offset)
                    while len(rows) < limit and (line := file.readline()):
                        if row := self._parse(line):
                            rows.append(row)
                    self._next = file.tell()
            except FileNotFoundError:
                self._offset = self._next = 0
                return []
            if not rows:
                self._remove()
            return rows

    def advance(self) -> None:
        """The rows that `read` gave are in the database. Removes the file after the last of them."""
        with self._lock:
            self._offset = self._next
            try:
                if self._offset >= self.path.stat().st_size:
                    self._remove()
            except FileNotFoundError:
                self._offset = 0

    def _remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self.keep_reserve()
        self._offset = self._next = 0

    def _parse(self, line: bytes) -> StoredEvent | None:
        try:
            call, seq, at, kind, text = json.loads(line)
            return StoredEvent(str(call), int(seq), float(at), str(kind), str(text))
        except (ValueError, TypeError, RecursionError):
            log.error("%s: a damaged line of %d bytes is left out", self.path, len(line))
            return None
