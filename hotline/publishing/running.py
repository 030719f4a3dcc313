"""The note in which a running service says which generation new calls get."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Told:
    """The last generation that the service looked at."""

    number: int
    refused: str = ""
    """Why new calls do not get it; empty when they do."""


def write(path: Path, told: Told) -> None:
    """As a whole or not at all."""
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(asdict(told), ensure_ascii=False), encoding="utf-8")
    partial.replace(path)


def read(path: Path) -> Told | None:
    """None when no service has written it yet, or it cannot be read."""
    try:
        return Told(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
