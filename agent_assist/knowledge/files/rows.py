"""What a reader of a format finds: rows that may be articles, and what it could not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LARGEST_BYTES = 200_000
"""Of a file with one article."""
LARGEST_TABLE = 256 << 20
"""Bytes of a file with many."""


@dataclass(frozen=True, slots=True)
class Row:
    """An article as it is written, before anybody has looked whether it is one."""

    fields: Mapping[str, Any]
    line: int
    """From 1; of a sheet the row."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Where its fields stand, if they stand in lines of their own."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What keeps something from being an article."""

    line: int
    says: str


@dataclass(slots=True)
class Rows:
    """All of one file."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    @classmethod
    def none(cls, line: int, says: str) -> Rows:
        """Nothing of it can be read."""
        return cls([], [Mistake(line, says)])


def as_text(data: bytes) -> tuple[str, Mistake | None]:
    """The text of a file that must be UTF-8; else what is wrong, with its line."""
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        says = f"不是 UTF-8（第 {error.start} 字节），请另存为 UTF-8 / is no UTF-8 (byte {error.start})"
        return "", Mistake(line, says)
