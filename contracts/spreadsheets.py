"""Text files as spreadsheets write them."""

from __future__ import annotations

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
