"""Simplified characters for traditional ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache


def simplified(text: str) -> str:
    """The text in simplified characters; half a surrogate pair, which is no character, becomes a "?"."""
    return _convert()(text.encode("utf-8", "replace").decode())


@lru_cache(maxsize=1)
def _convert() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
