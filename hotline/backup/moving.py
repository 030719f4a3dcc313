"""The records carried into another database: from a file to a PostgreSQL that many share, or back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from tempfile import TemporaryDirectory

from hotline.backup.errors import BackupError
from hotline.backup.rows import read_tables, write_tables
from hotline.backup.writing import TABLES
from hotline.machine.paths import State
from hotline.machine.pidfile import running
from hotline.records.database.connection import file_of, shown, usable_url


def move_records(state: State, source: str, target: str, told: Callable[[str], None]) -> dict[str, int]:
    """Every row of every table; `source` stays as it is. Returns how many rows each table has.

    Raises `BackupError`: also while the service runs, which would go on writing into `source`, and when
    `target` holds something already. All is there then, or nothing. `UnusableDatabase`: no address.
    """
    from_url, to_url = usable_url(source), usable_url(target)
    for verb in ("run", "serve"):
        if (process := running(state.pid_file(verb))) is not None:
            text = _("hotline {verb} runs as process {process}: stop it with script/hotline stop")
            raise BackupError(text.format(verb=verb, process=process))
    if state.spill.exists():
        text = _(
            "{file} holds events that the database has not taken yet: start the service once, and stop it"
        )
        raise BackupError(text.format(file=state.spill))
    if (file := file_of(from_url)) is not None and not file.is_file():
        raise BackupError(_("{file} is not there: there are no records to be moved").format(file=file))
    if (file := file_of(to_url)) is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".move-", dir=state.root) as name:
        folder = Path(name)
        told(shown(from_url))
        written = asyncio.run(write_tables(from_url, folder))
        told(shown(to_url))
        read = asyncio.run(read_tables(to_url, folder))
    if read != written:
        raise BackupError(f"{TABLES} differ: {written} were read, {read} were written")
    return read
