"""How far a line under a mistake reaches: problems know where they begin only."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?|' + r"'(?:[^']|'')*'?")
_PLAIN = re.compile(r"(?:(?!: |:$| #|, |,$|[\[\]{}]).)+")
"""To the end of a key, a comment, an entry between brackets."""


def lines_of(text: str) -> list[str]:
    """As YAML and editors count: other separators end no line."""
    return text.split("\n")


def end_of(lines: Sequence[str], line: int, column: int) -> int | None:
    """One behind the last character of what begins there; None where nothing does. All count from 1."""
    if not 1 <= line <= len(lines):
        return None
    rest = lines[line - 1].rstrip("\r")[column - 1 :]
    if not rest.strip():
        return None
    found = _QUOTED.match(rest) or _PLAIN.match(rest)
    length = len(found.group().rstrip()) if found else 1
    return column + max(1, length)
