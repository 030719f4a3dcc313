"""What of an instance's folder is backed up; a test holds this against `State`."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from hotline.machine.paths import State

KEPT = (
    "secrets",
    "accounts",
    "pauses",
    "guests",
    "learned_cases",
    "spill",
    "certificates",
    "generations",
    "running_generation",
    "articles",
    "running_articles",
)
"""Properties of `State`: files and folders that are taken as they are. All of them are written whole, so that
a copy is never half of one."""

APART = ("database", "recordings")
"""Taken in their own way: rows of tables, and a folder that may lie elsewhere."""

LEFT_OUT = (
    "audit_ends",
    "unsent",
    "asterisk",
    "sessions",
    "prompts",
    "stacks",
    "meanings",
    "understanding",
    "installation",
    "shared_generation",
)
"""Made anew: the chain of traces goes on where the tables have it, everybody logs in again, prompts are
spoken and vectors made by the next start."""

_SQLITE = b"SQLite format 3\0"
"""What such a file begins with."""


def files_in(folder: Path) -> list[Path]:
    """All that lie in a folder and below it, in their order; links are not followed. None where it is not
    there."""
    return sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())


def kept(state: State) -> list[Path]:
    """The files of an instance that are there, of folders all."""
    found: list[Path] = []
    for name in KEPT:
        path: Path = getattr(state, name)
        if path.is_dir():
            found += files_in(path)
        elif path.is_file():
            found.append(path)
    return found


def copied(file: Path, to: Path) -> None:
    """A copy for this user alone; of an SQLite file one that is whole, whoever writes it. Raises OSError."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.touch(mode=0o600)
    with file.open("rb") as opened:
        is_sqlite = opened.read(len(_SQLITE)) == _SQLITE
    if not is_sqlite:
        shutil.copyfile(file, to)
        return
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
