"""Citizens' messages with the official reply to each: a query, and the article it is to find."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from hotline.bench.rows import NoMaterial

ANSWERED = "answered.jsonl"


@dataclass(frozen=True, slots=True)
class Answered:
    """One message."""

    subject: str
    text: str
    reply: str


def answered(folder: Path) -> list[Answered]:
    """Those of a folder, in the order of the file. Raises `NoMaterial`."""
    path = folder / ANSWERED
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NoMaterial(f"{path} cannot be read: {error.strerror}; --messages names the folder") from None
    except UnicodeDecodeError as error:
        raise NoMaterial(f"{path} is no UTF-8 (byte {error.start})") from None
    found = [_read(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if len(found) < 2:
        raise NoMaterial(f"{path}: fewer than two messages: there is nothing to choose from")
    return found


def _read(path: Path, number: int, line: str) -> Answered:
    try:
        row = json.loads(line)
        found = Answered(*(str(row[name]).strip() for name in ("subject", "text", "reply")))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoMaterial(f"{path}:{number}: no JSON with subject, text, reply: {error!r}") from None
    if not (found.subject and found.text and found.reply):
        raise NoMaterial(f"{path}:{number}: subject, text or reply is empty")
    return found
