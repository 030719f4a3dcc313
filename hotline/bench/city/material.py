"""Real messages to plant wordings of."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from hotline.bench.rows import NoMaterial

_CLAUSES = re.compile(r"[，。！？；：、\s!?;,]+")
_DISTRICT = re.compile(r"[A-Z]\d+[区县市]")
FEWEST = 200
"""Messages from which on weeks of a city can be made of them."""


@dataclass(frozen=True, slots=True)
class Material:
    """One message."""

    id: str
    subject: str
    clauses: tuple[str, ...]
    district: str
    """Empty where it names none."""
    hour: int


def read(folder: Path) -> list[Material]:
    """The messages of `stream.jsonl`, each once. Raises `NoMaterial`."""
    path = folder / "stream.jsonl"
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        found = {row["text"]: _material(row) for row in rows}
    except OSError as error:
        raise NoMaterial(f"{path} cannot be read: {error.strerror}; --messages names the folder") from None
    except (ValueError, KeyError, TypeError) as error:
        raise NoMaterial(f"{path}: no lines of JSON with id, subject, text, time: {error}") from None
    usable = [one for one in found.values() if len(one.clauses) >= 2]
    if len(usable) < FEWEST:
        raise NoMaterial(f"{path}: {len(usable)} messages of two clauses or more; {FEWEST} are the least")
    return usable


def _material(row: dict[str, str]) -> Material:
    clauses = tuple(one for one in _CLAUSES.split(row["text"]) if len(one) >= 4)
    named = _DISTRICT.search(row["subject"] + row["text"])
    hour = int(re.split(r"[ T]", row["time"])[1].split(":")[0])
    return Material(str(row["id"]), row["subject"], clauses, named[0] if named else "", hour)
