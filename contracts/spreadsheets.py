"""Text files as spreadsheets write them."""

from __future__ import annotations

import csv

LONGEST_CELL = 1 << 20
"""Characters of one cell; a longer one raises `csv.Error`. `csv` has one limit for the whole process, so it
is set here, where all who read such files come by, and not by whichever of them is first."""
csv.field_size_limit(LONGEST_CELL)

_ENCODINGS = ("utf-8-sig", "gb18030")


def decoded(data: bytes) -> str | None:
    """Spreadsheets write UTF-8 or, in China, GB 18030; None: it is neither.

    >>> decoded("电话".encode("gb18030"))
    '电话'
    """
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
