"""An administrator's files on disk: compared with a generation, and replaced without losing anything."""

from __future__ import annotations

import contextlib
import errno
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from contracts.errors import text as _
from hotline.configuration.generations.store import GenerationError
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources, read_sources
from hotline.configuration.yaml.tests_beside import tests_of
from hotline.machine.files import write_whole


def on_disk(path: Path) -> Sources | None:
    """The files as they are now; None when one of them cannot be read."""
    try:
        return read_sources(path)
    except ConfigError:
        return None


def named_as(path: Path, sources: Sources) -> Sources:
    """The same files where the main one is called as `path` is. Raises `GenerationError` if another is."""
    if path.name != sources.main and path.name in sources.files:
        text = _("{name} is included by {main} and is the main file's own name: nothing was changed")
        raise GenerationError(text.format(name=path.name, main=sources.main))
    named = {sources.main: path.name, tests_of(sources.main): tests_of(path.name)}
    files = {named.get(name, name): data for name, data in sources.files.items()}
    return replace(sources, main=path.name, files=files)


class FilesNotWritable(GenerationError):
    """The folder of the files takes none: of a container, perhaps, that mounts it to be read alone."""

    def __init__(self, folder: Path, error: OSError) -> None:
        # A mount that takes no new file: no right that anybody gives helps.
        mounted = error.errno in (errno.EROFS, errno.EBUSY)
        text = (
            _(
                "{where} cannot be written ({error}): nothing was changed. It is mounted to be read, or as a "
                "single file: mount its folder without :ro, or change the file where it is mounted from and "
                "start anew"
            )
            if mounted
            else _(
                "{where} cannot be written ({error}): nothing was changed. Make room, or give this user the "
                "right to write there"
            )
        )
        where = Path(error.filename or folder)
        super().__init__(text.format(where=where, error=error.strerror or str(error)))


@dataclass(slots=True)
class Written:
    """What was done to the disk."""

    kept: list[Path] = field(default_factory=list)
    """Copies of what was replaced or set aside."""
    undo: list[tuple[Path, bytes | None]] = field(default_factory=list)
    """What stood in each file that was changed; None: there was none."""


@contextmanager
def written(path: Path, sources: Sources, known: Mapping[str, bytes]) -> Iterator[Written]:
    """Makes the files on disk what `sources` says; takes it back when the block fails.

    What is replaced is copied beside the file first, unless it is in `known`. Files that `sources` would
    include and does not have are set aside under the name of a copy. Raises `GenerationError`.
    """
    files = dict(sources.files)
    files[sources.main] = files.pop(sources.main)  # the main one last
    with replaced(path.parent, files, known, lambda: _left_over(path, sources), own=path) as done:
        yield done


@contextmanager
def replaced(
    folder: Path,
    files: Mapping[str, bytes],
    known: Mapping[str, bytes],
    gone: Callable[[], Iterable[str]],
    own: Path | None = None,
) -> Iterator[Written]:
    """The same for any files, in their order; `gone`: those to be set aside then. Only `own` may be a link
    that leads out of the folder."""
    done = Written()
    try:
        for name, data in files.items():
            _replace(folder, name, data, known, done, own)
        for name in gone():
            _set_aside(folder / name, done)
        yield done
    except BaseException as error:
        for file, before in reversed(done.undo):
            with contextlib.suppress(OSError):  # what was there is in the copy, too
                file.unlink(missing_ok=True) if before is None else write_whole(file, before)
        if isinstance(error, OSError):
            raise FilesNotWritable(folder, error) from error
        raise


def _replace(
    folder: Path, name: str, data: bytes, known: Mapping[str, bytes], done: Written, own: Path | None
) -> None:
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()) and file != own:
        text = _("{file} leads out of {folder} through a link: nothing was changed")
        raise GenerationError(text.format(file=file, folder=folder))
    before = file.read_bytes() if file.is_file() else None
    if before == data:
        return
    if before is not None and known.get(name) != before:
        copy = _copy_name(file)
        shutil.copy(file, copy)  # with its rights
        done.kept.append(copy)
    file.parent.mkdir(parents=True, exist_ok=True)
    done.undo.append((file, before))
    write_whole(file, data)


def _left_over(path: Path, sources: Sources) -> list[str]:
    """Files on disk that the main file's `include` means and the configuration does not have."""
    there = on_disk(path)
    return [] if there is None else [name for name in there.files if name not in sources.files]


def _set_aside(file: Path, done: Written) -> None:
    copy = _copy_name(file)
    done.undo.append((file, file.read_bytes()))
    file.replace(copy)
    done.kept.append(copy)


def _copy_name(file: Path) -> Path:
    """A name with the date that no file has yet; `include` never means it, because of its ending."""
    name = f"{file.name}.before-{datetime.now():%Y%m%d-%H%M%S}"
    number, free = 1, file.with_name(name)
    while free.exists():
        number += 1
        free = file.with_name(f"{name}-{number}")
    return free
