"""An instance made of a backup: on a new machine, or where everything was lost."""

from __future__ import annotations

import asyncio
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from hotline.backup.contents import KEPT, files_in, kept
from hotline.backup.errors import BackupError
from hotline.backup.manifest import NAME, Manifest, verified
from hotline.backup.rows import read_tables
from hotline.backup.writing import RECORDINGS, STATE, TABLES
from hotline.configuration.generations.effective import last_good
from hotline.configuration.generations.files import written
from hotline.configuration.generations.store import Generations
from hotline.machine.paths import State
from hotline.machine.pidfile import running
from hotline.recordings.shelf import shelf_of
from hotline.records.database.connection import file_of, usable_url

_ROWS = "rows.db"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done."""

    manifest: Manifest
    database: str
    """URL of the records, which the restored configuration names."""
    set_aside: list[Path]
    """Copies of files of the configuration that stood where others were written."""


def restore(archive: Path, state: State, config: Path, told: Callable[[str], None]) -> Restored:
    """Fills the state folder, the database and the folder of recordings, and writes the configuration that
    was live to `config`. Each piece of work that begins is `told`.

    Raises `BackupError`: also when the service runs, or something of an instance is there already.
    """
    _is_free(state)
    try:
        state.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryDirectory(prefix=".restore-", dir=state.root) as name:
            folder = Path(name)
            told(archive.name)
            _unpack(archive, folder)
            manifest = verified(archive, folder)
            return _placed(folder, manifest, state, config, told)
    except OSError as error:
        raise BackupError(f"{error.filename or archive}: {error.strerror or error}") from error


def _placed(
    folder: Path, manifest: Manifest, state: State, config: Path, told: Callable[[str], None]
) -> Restored:
    unpacked = State(folder / STATE)
    store = Generations(unpacked.generations)
    live = last_good(store) if unpacked.generations.is_dir() else None
    database = (live and live.config.records.url) or state.database_url
    url = usable_url(database)
    told(TABLES)
    (folder / TABLES).mkdir(exist_ok=True)
    if (file := file_of(url)) is None:
        asyncio.run(read_tables(url, folder / TABLES))
    else:
        if file.exists():
            text = _("{file} is there already: move it away, or restore with another --state")
            raise BackupError(text.format(file=file))
        asyncio.run(read_tables(usable_url(f"sqlite:///{folder / _ROWS}"), folder / TABLES))
        (folder / _ROWS).chmod(0o600)
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / _ROWS, file)
    aside, recordings = [], state.recordings
    if live is not None:
        with written(config, store.sources(live.generation.number), {}) as done:
            aside = done.kept
        recordings = shelf_of(live.config.recording, state).folder
    _moved(folder / RECORDINGS, recordings, told)
    _moved(unpacked.root, state.root, told)
    return Restored(manifest, database, aside)


def _is_free(state: State) -> None:
    for verb in ("run", "serve"):
        if (process := running(state.pid_file(verb))) is not None:
            text = _("hotline {verb} runs as process {process}: stop it with script/hotline stop")
            raise BackupError(text.format(verb=verb, process=process))
    if there := [*kept(state), *(one for one in (state.database,) if one.exists())]:
        text = _(
            "{file} is there already, and nothing is restored over another instance: move {folder} away, or "
            "restore with another --state"
        )
        raise BackupError(text.format(file=there[0], folder=state.root))


def _unpack(archive: Path, into: Path) -> None:
    """Its regular files, for this user alone."""
    try:
        with tarfile.open(archive, "r:gz") as packed:
            for member in packed:
                path = PurePosixPath(member.name)
                known = member.name == NAME or path.parts[0] in (TABLES, RECORDINGS) or _is_of_state(path)
                if not member.isreg() or not known or ".." in path.parts:
                    text = _("{archive}: {name} is in no backup of ours; do not trust it")
                    raise BackupError(text.format(archive=archive, name=ascii(member.name)))
                target = into / path
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                target.touch(mode=0o600, exist_ok=False)
                with packed.extractfile(member) as source, target.open("wb") as file:  # type: ignore[union-attr]
                    shutil.copyfileobj(source, file)
    except (tarfile.TarError, EOFError) as error:
        text = _("{archive} is no backup, or is damaged or cut off ({error})")
        raise BackupError(text.format(archive=archive, error=error)) from error


def _is_of_state(path: PurePosixPath) -> bool:
    """Whether a backup of ours has it: a start believes more of what lies in that folder."""
    names = {getattr(State(Path()), name).parts[0] for name in KEPT}
    return path.parts[0] == STATE and len(path.parts) > 1 and path.parts[1] in names


def _moved(source: Path, target: Path, told: Callable[[str], None]) -> None:
    for file in files_in(source):
        told(file.name)
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, place)
