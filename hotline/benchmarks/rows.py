"""One measured figure, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report. Units stand in the names of the figures (`_percent`, `_ms`, `_mib`)."""

    group: str
    name: str
    figures: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    skipped: str | None = None
    """Why this was not measured; `figures` is empty then."""

    def as_json(self) -> dict[str, Any]:
        head: dict[str, Any] = {"group": self.group, "name": self.name}
        return head | {"figures": self.figures or None, "note": self.note, "skipped": self.skipped}


class NoMaterial(Exception):
    """A row cannot be measured here; the text says what is missing."""
