"""One file of all that an instance must not lose, while it runs."""

from __future__ import annotations

import asyncio
import os
import tarfile
from collections.abc import Callable
from datetime import datetime
from gettext import gettext as _
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from hotline.backup.contents import copied, files_in, kept
from hotline.backup.errors import BackupError
from hotline.backup.manifest import NAME, Manifest, mark
from hotline.backup.rows import write_tables
from hotline.machine.paths import State
from hotline.records.database.connection import usable_url

TABLES, STATE, RECORDINGS = "tables", "state", "recordings"
"""Folders in the archive."""
_FASTEST = 1
"""Recordings hardly get smaller, and calls want the processor."""


def back_up(
    state: State, database: str, recordings: Path | None, target: Path, told: Callable[[str], None]
) -> Manifest:
    """Writes the new file `target`, readable by this user alone. `database`: URL of the records;
    `recordings`: their folder, None: without them. Each piece of work that begins is `told`.

    The tables are as at one moment, files as they are when their turn comes. Raises `BackupError`.
    """
    if target.exists():
        raise BackupError(_("{target} is there already: name another file").format(target=target))
    try:
        with TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
            folder = Path(name)
            (folder / TABLES).mkdir()
            told(TABLES)
            tables = asyncio.run(write_tables(usable_url(database), folder / TABLES))
            for file in kept(state):
                told(file.name)
                copied(file, folder / STATE / file.relative_to(state.root))
            part = folder / "archive"
            found = _packed(part, folder, tables, recordings, told)
            os.link(part, target)  # as a whole, and never over another
            return found
    except OSError as error:
        raise BackupError(
            _("{target} cannot be written: {error}").format(target=target, error=error)
        ) from error


def _packed(
    part: Path, folder: Path, tables: dict[str, int], recordings: Path | None, told: Callable[[str], None]
) -> Manifest:
    files = {}
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(handle, "wb") as opened,
        tarfile.open(fileobj=opened, mode="w:gz", compresslevel=_FASTEST) as packed,
    ):
        for inner in (TABLES, STATE):
            for file in files_in(folder / inner):
                name = file.relative_to(folder).as_posix()
                files[name] = mark(file)
                packed.add(file, name)
        sounds = (
            [] if recordings is None else [(one, one.relative_to(recordings)) for one in files_in(recordings)]
        )
        for file, place in sounds:
            told(file.name)
            copy = folder / RECORDINGS  # one at a time: it may be written on, or deleted, meanwhile
            try:
                copied(file, copy)
            except FileNotFoundError:
                continue
            name = f"{RECORDINGS}/{place.as_posix()}"
            files[name] = mark(copy)
            packed.add(copy, name)
            copy.unlink()
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        found = Manifest(version=version("hotline-12345"), at=at, tables=tables, files=files)
        manifest = folder / NAME
        manifest.write_text(found.model_dump_json(indent=2), encoding="utf-8")
        packed.add(manifest, NAME)
    return found
