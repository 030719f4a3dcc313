"""Where the chain of traces ends, in a file outside the database: whoever cuts it off there is found out."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from hotline.machine.files import write_whole
from hotline.records.database.audit.table import Head

log = logging.getLogger(__name__)


class AuditEnds:
    """The file of one node's service."""

    def __init__(self, path: Path, node: str) -> None:
        self._path = path
        self._node = node
        self._last = 0

    def note(self, head: Head) -> None:
        """The chain ends there now. A disk that is full is logged: the end before it still stands."""
        if head.n <= self._last:
            return
        told = {self._node: {"n": head.n, "mark": head.mark}}
        try:
            write_whole(self._path, json.dumps(told).encode(), 0o600, lasting=False)
        except OSError as error:
            log.warning("%s cannot be written: %s", self._path, error)
        else:
            self._last = head.n


def audit_ends(path: Path) -> dict[str, Head]:
    """By node; empty where there is no such file. Raises ValueError for one that was altered."""
    try:
        told = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    try:
        return {str(node): Head(int(end["n"]), str(end["mark"])) for node, end in told.items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} was altered") from error
