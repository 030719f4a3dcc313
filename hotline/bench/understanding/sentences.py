"""Sentences of our own, written by somebody who had seen none of the test sets, and no sayings."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources


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


def sentences(name: str = "calibration.tsv") -> list[Sentence]:
    """Those of a file beside this one: columns queue, kind, text, second."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [Sentence(tuple(row["queue"].split("|")), row["kind"], row["text"], row["second"]) for row in rows]
