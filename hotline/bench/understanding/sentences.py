"""Sentences of our own, written by somebody who had seen none of the test sets, and no sayings."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from hotline.bench.rows import NoMaterial


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of our own, and where it belongs."""

    queues: tuple[str, ...]
    """The right ones, the best first; `none` where nothing is asked for."""
    kind: str
    text: str
    second: str
    """Queue of a second need; empty without one."""

    @property
    def danger(self) -> bool:
        """Whether somebody is in danger."""
        return "emergency" in self.queues or (self.kind == "danger" and "psychological" in self.queues)


CALIBRATION, HELD_OUT = "calibration.tsv", "sentences.tsv"
"""Beside this file: what weights are fitted on, and what they are measured on."""


def sentences(name: str = CALIBRATION) -> list[Sentence]:
    """Those of a file beside this one."""
    return _rows(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def read(path: Path) -> list[Sentence]:
    """Those of a file: columns queue, kind, text and, where there is one, second. Raises `NoMaterial`."""
    try:
        return _rows(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise NoMaterial(f"{path}: no lines of queue, kind, text with tabs between: {error}") from error


def _rows(text: str) -> list[Sentence]:
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        Sentence(tuple(row["queue"].split("|")), row["kind"], row["text"], row.get("second") or "")
        for row in rows
    ]
