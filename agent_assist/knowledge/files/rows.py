"""What a reader of a format finds: rows that may be articles, and what it could not read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError

LARGEST_BYTES = 200_000
"""Of a file with one article."""
LARGEST_TABLE = 256 << 20
"""Bytes of a file with many."""
NO_YAML = (YAMLError, ValueError, RecursionError)
"""What the reader of YAML raises; ValueError of a day that there is not: it makes dates itself."""
_DAY = re.compile(r"\b(\d{4})-(\d\d?)-(\d\d?)\b")


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


def no_such_day(text: str) -> tuple[int, str] | None:
    """The first line of a YAML text with a day that the calendar has not, and what to say of it."""
    for number, line in enumerate(text.splitlines(), 1):
        for day in _DAY.finditer(line):
            try:
                date(*map(int, day.groups()))
            except ValueError:
                name = line.partition(":")[0].strip(" -")
                return number, f"{name}: 没有 {day[0]} 这一天 / there is no day {day[0]}"
    return None


def yaml_mistake(error: BaseException, text: str, said: str) -> tuple[int, str]:
    """The line of what is no YAML, from 1, and what to say of it, which begins with `said`. `error`: one of
    `NO_YAML`."""
    if isinstance(error, MarkedYAMLError):
        return error.problem_mark.line + 1 if error.problem_mark else 1, f"{said}: {error.problem}"
    if isinstance(error, ValueError) and not isinstance(error, YAMLError):
        return no_such_day(text) or (1, f"{said} ({error})")
    return 1, f"{said} ({type(error).__name__})"
