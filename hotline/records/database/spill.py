"""A file that takes events while the database, or the broker, cannot.

One JSON array per line, appended and synced to the disk. Reading goes on from where it stopped; after a crash
it starts over for the database, which takes every event once and may have lost its latest ones when the power
failed. For who would get all of them twice, how far it came lies beside the file.
The methods block on the disk: call them in a thread.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from hotline.records.database.tables import StoredEvent

log = logging.getLogger(__name__)

RESERVE_BYTES = 4 << 20
"""Some 10,000 events: as many as wait in memory."""
FULL = (errno.ENOSPC, errno.EDQUOT)
SHORTEN_BYTES = 16 << 20
"""What was read is taken from the front of the file when it is as much as this, and as what is left."""


class Spill:
    """The spill file at `path`; it exists only while it holds something.

    `once`: the next process goes on where this one advanced to, and what was read takes no room for long.
    """

    def __init__(self, path: Path, *, once: bool = False) -> None:
        self.path = path
        self._once = once
        self._reserve = path.with_name(path.name + ".reserve")
        self._mark = path.with_name(path.name + ".read")
        """How far the file was read, and a hash of its first line, which tells what file that is."""
        self._resumed = not once
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
            self._append(text)

    def _append(self, text: str) -> None:
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            before = self.path.stat().st_size if self.path.exists() else 0
            try:
                with self.path.open("ab+") as file:
                    if file.seek(0, os.SEEK_END):
                        file.seek(-1, os.SEEK_END)
                        if file.read(1) != b"\n":  # a crash cut the last line short
                            file.write(b"\n")
                    file.write(text.encode("utf-8", "replace"))
                    file.flush()
                    os.fsync(file.fileno())
            except OSError:
                with contextlib.suppress(OSError):  # what fitted comes once more with the rest
                    os.truncate(self.path, before)
                raise

    def delete(self) -> None:
        """All that is there, the reserve with it. Raises `OSError`."""
        with self._lock:
            for one in (self.path, self._mark, self._reserve):
                one.unlink(missing_ok=True)

    def calls(self) -> set[str]:
        """Of which calls there is something left. Reads all of it. Raises `OSError`."""
        with self._lock:
            return {row.call for line in self._left() if (row := self._parse(line))}

    def leave_out(self, unwanted: Callable[[StoredEvent], bool]) -> int | None:
        """Takes these out of what is left, which is all read again then. Returns how many stay; None: there
        were none of these. Raises `OSError`."""

        def stays(line: bytes) -> bool:
            return (row := self._parse(line)) is not None and not unwanted(row)

        with self._lock:
            if all(stays(line) for line in self._left()):
                return None
            stay = self._replace(line for line in self._left() if stays(line))
            if not stay:
                self._remove()
            return stay

    def left_bytes(self) -> int:
        """What is in the file and was not read until an `advance`. Raises `OSError`."""
        with self._lock:
            self._resume()
            return self.path.stat().st_size - self._offset if self.path.exists() else 0

    def left_lines(self) -> int:
        """The same in lines. Reads all of it. Raises `OSError`."""
        with self._lock:
            return sum(1 for _ in self._left())

    def read(self, limit: int) -> list[StoredEvent]:
        """The next rows, at most `limit`; the same again until `advance`. Empty: nothing is left.

        A line that is damaged is logged and left out. Raises `OSError`.
        """
        with self._lock:
            self._resume()
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
        """The rows that `read` gave are where they should be. Removes the file after the last of them."""
        with self._lock:
            self._offset = self._next
            try:
                left = self.path.stat().st_size - self._offset
            except FileNotFoundError:
                self._offset = 0
                return
            if left <= 0:
                self._remove()
            elif self._once:
                with contextlib.suppress(OSError):
                    if self._offset >= max(SHORTEN_BYTES, left):
                        self._shorten(left)
                with contextlib.suppress(OSError):  # more comes twice after a kill, and that is all
                    self._note()

    def _left(self) -> Iterator[bytes]:
        """The lines that were not read until an `advance`."""
        self._resume()
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self._offset)
                yield from file

    def _remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self._mark.unlink(missing_ok=True)
        self.keep_reserve()
        self._offset = self._next = 0

    def _shorten(self, left: int) -> None:
        """Leaves what was not read."""
        with self.path.open("rb") as file:
            file.seek(self._offset)
            self._replace(iter(lambda: file.read(1 << 20), b""), left)

    def _replace(self, pieces: Iterable[bytes], size: int = 0) -> int:
        """The file has these from now on, `size` bytes where that is known before; nothing of it was read.
        Returns how many they are. After a kill then, the mark is of the old file, and is not used."""
        rest, count = self.path.with_name(self.path.name + ".rest"), 0
        try:
            with rest.open("wb") as to:
                if size:
                    os.posix_fallocate(to.fileno(), 0, size)
                for piece in pieces:
                    to.write(piece)
                    count += 1
                to.flush()
                os.fsync(to.fileno())
            rest.replace(self.path)
        except OSError:
            rest.unlink(missing_ok=True)
            raise
        self._offset = self._next = 0
        return count

    def _note(self) -> None:
        """Whole or not at all, in some 100 µs: it is not waited for the disk."""
        part = self._mark.with_name(self._mark.name + ".part")
        part.write_text(f"{self._offset} {self._first()}", "utf-8")
        part.replace(self._mark)

    def _resume(self) -> None:
        """Goes on where an earlier process stopped, once. A mark that is damaged, or of another file, is as
        none."""
        if self._resumed:
            return
        self._resumed = True
        try:
            offset, first = self._mark.read_text("utf-8").split()
            if first == self._first() and int(offset) <= self.path.stat().st_size:
                self._offset = self._next = int(offset)
        except (OSError, ValueError):
            return

    def _first(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.sha256(file.readline(1 << 20)).hexdigest()

    def _parse(self, line: bytes) -> StoredEvent | None:
        try:
            call, seq, at, kind, text = json.loads(line)
            return StoredEvent(str(call), int(seq), float(at), str(kind), str(text))
        except (ValueError, TypeError, RecursionError):
            log.error("%s: a damaged line of %d bytes is left out", self.path, len(line))
            return None
