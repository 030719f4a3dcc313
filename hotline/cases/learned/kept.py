"""What was learned, as a running service asks it: read again when a command has learned anew."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from hotline.cases.learned.sorting import LearnedCases

log = logging.getLogger(__name__)


class KeptCases:
    """Of one file. Of one thread; blocking, some milliseconds a question."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed = 0
        self._learned: LearnedCases | None = None

    def ranked(self, kind: str, text: str) -> Sequence[tuple[str, float]]:
        """Ids of categories or units with their scores, the likeliest and its runner-up; see
        `agent_assist.cases.drafted.Learned`."""
        self._look()
        return (
            []
            if self._learned is None
            else [(one.name, one.score) for one in self._learned.ranked(kind, text)]
        )

    def _look(self) -> None:
        try:
            changed = self._path.stat().st_mtime_ns
        except OSError:
            changed = 0
        if changed != self._changed:
            self._changed = changed
            self._learned = LearnedCases.read(self._path) if changed else None
            if changed and self._learned is None:
                log.warning("%s is not what this version writes: run hotline cases learn again", self._path)
