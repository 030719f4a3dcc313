"""The note in which a running service says which generation new calls get."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """The last generation that the service looked at."""

    number: int
    refused: str = ""
    """Why new calls do not get it; empty when they do."""


def write(path: Path, told: Told) -> None:
    """As a whole or not at all."""
    partial = path.with_suffix(".part")
    try:
        partial.write_text(json.dumps(asdict(told), ensure_ascii=False), encoding="utf-8")
        partial.replace(path)
    except OSError as error:  # only `hotline publish` misses it, and says so
        log.warning("%s cannot be written: %s", path, error)


def read(path: Path) -> Told | None:
    """None when no service has written it yet, or it cannot be read."""
    try:
        return Told(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
