"""Conversations with what they are to bring: a folder of `gold.yaml` and a transcript each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from agent_assist.assist.ticket.ticket import FIELDS
from hotline.bench.rows import NoMaterial

GOLD = "gold.yaml"


class Gold(BaseModel):
    """What one conversation is to bring; `tests/data/conversations/README.md` says how it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    """Its transcript is `<id>.jsonl` in the same folder."""
    kind: str
    why: str
    begun: datetime
    """Local time."""
    articles: tuple[str, ...]
    also: tuple[str, ...]
    ticket: Mapping[str, str | tuple[str, ...]]
    open: tuple[str, ...]


def read_gold(folder: Path) -> list[Gold]:
    """In the order of the file. Raises `NoMaterial`, which names what is wrong and where."""
    path = folder / GOLD
    try:
        rows = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        found = [Gold.model_validate(row) for row in rows]
    except (OSError, ValueError, TypeError, YAMLError, ValidationError) as error:
        raise NoMaterial(f"{path}: {error}") from error
    for one in found:
        if unknown := {*one.ticket, *one.open} - {*FIELDS}:
            raise NoMaterial(f"{path}: {one.id}: no field of a ticket: {', '.join(sorted(unknown))}")
        if not (folder / f"{one.id}.jsonl").is_file():
            raise NoMaterial(f"{path}: {one.id}: its transcript {one.id}.jsonl is missing")
    return found
