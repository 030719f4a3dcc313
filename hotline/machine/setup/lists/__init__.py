"""Lists of packages and modules: words separated by blanks, with comments after `#`."""

from __future__ import annotations

from pathlib import Path


def words(name: str) -> tuple[str, ...]:
    """Return the words of `<name>.txt` beside this file, in its order."""
    text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(word for line in text.splitlines() for word in line.split("#", 1)[0].split())
