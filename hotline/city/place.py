"""In which district something is."""

from __future__ import annotations

from collections.abc import Iterable


def district_of(text: str, districts: Iterable[str]) -> str:
    """The configured district that is named first; empty where none is, or the city has none."""
    named = [(text.find(name), -len(name), name) for name in districts if name and name in text]
    return min(named)[2] if named else ""
