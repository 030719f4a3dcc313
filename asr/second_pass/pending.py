"""An utterance that is over and whose text is still to come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from asr.engines.offline import Reading

Finish = Callable[[Sequence[Reading] | None], None]
"""Gets the readings of all pieces, or None where one of them is missing. Called in any thread, once."""


class Pending:
    """The pieces of one utterance; settled once: by the last, by the first that fails, or by the clock."""

    def __init__(self, pieces: int, finish: Finish) -> None:
        self._lock = threading.Lock()
        self._readings: list[Reading | None] = [None] * pieces
        self._finish: Finish | None = finish
        self._over = threading.Event()

    def read(self, piece: int, reading: Reading | None) -> None:
        """A piece has been read, or will not be (None)."""
        with self._lock:
            self._readings[piece] = reading
            readings = [one for one in self._readings if one is not None]
        if reading is None:
            self._settle(None)
        elif len(readings) == len(self._readings):
            self._settle(readings)

    def expire(self) -> None:
        """The time is up: what has not been read is not waited for."""
        self._settle(None)

    def forget(self) -> None:
        """Nobody wants the text any more."""
        with self._lock:
            self._finish = None
        self._over.set()

    def wait(self) -> None:
        """Blocks until it is settled."""
        self._over.wait()

    def _settle(self, readings: Sequence[Reading] | None) -> None:
        with self._lock:
            finish, self._finish = self._finish, None
        if finish is not None:
            finish(readings)
            self._over.set()
