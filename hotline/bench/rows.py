"""What is to be measured, and one measured figure or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contracts.errors import HotlineError
from hotline.bench.targets import Target

Figures = dict[str, Any]
"""Name with unit → number, or a list of them."""


class NoMaterial(HotlineError):
    """A row cannot be measured here; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Task:
    """One row to be."""

    group: str
    name: str
    measure: Callable[[], Figures]
    """Blocking; raises `NoMaterial`."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report. Units stand in the names of the figures (`_percent`, `_ms`, `_mib`)."""

    group: str
    name: str
    figures: Figures = field(default_factory=dict)
    note: str = ""
    skipped: str | None = None
    """Why this was not measured; `figures` is empty then."""
    targets: tuple[Target, ...] = ()
    """What the project wants here."""

    def as_json(self) -> dict[str, Any]:
        head: dict[str, Any] = {"group": self.group, "name": self.name}
        targets = [target.as_json(self.figures.get(target.figure)) for target in self.targets]
        rest = {"figures": self.figures or None, "targets": targets}
        return head | rest | {"note": self.note, "skipped": self.skipped}
