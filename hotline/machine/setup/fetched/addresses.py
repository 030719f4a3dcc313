"""Things from addresses that an operator names: a folder on a web server, or an archive of one.

An environment variable, as `HOTLINE_EARS_URLS`, holds them, separated by blanks, tried in this order after
the package index. http will do: every file is compared with its known checksum.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError

from . import carried
from .thing import MB, Thing


def named(thing: Thing) -> list[str]:
    """The operator's addresses."""
    return os.environ.get(thing.variable, "").split()


def fetch(thing: Thing, address: str, work: Path, progress: Progress) -> Iterable[Path]:
    """Fetches the archive, or the files below the address, into `work`, and goes on where it broke off.

    Raises SetupError and OSError.
    """
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise SetupError(f"{thing.variable}: this is no address ({error})") from error
    if "@" in parts.netloc:
        raise SetupError(f"{thing.variable}: an address with a password is not taken")
    work.mkdir(parents=True, exist_ok=True)
    ending = next((ending for ending in carried.ARCHIVES if parts.path.endswith(ending)), None)
    if ending is not None:
        return _fetch_archive(thing, address, work / f"archive{ending}", progress)
    before = 0
    for file, content in thing.files.items():
        _download(f"{address.rstrip('/')}/{file}", work / file, _Counter(progress, before, thing.size))
        before += content.size
    return work.iterdir()


def _fetch_archive(thing: Thing, address: str, archive: Path, progress: Progress) -> Iterable[Path]:
    _download(address, archive, _Counter(progress, 0, thing.size))
    try:
        return list(carried.files(thing, archive, archive.parent / "unpacked", progress))
    except SetupError:
        archive.unlink()  # damaged: it is not gone on with
        raise


@dataclass(frozen=True)
class _Counter:
    """Turns the bytes of one download into the share of all."""

    progress: Progress
    before: int
    """Bytes that were fetched before it."""
    total: int
    """Of an archive: about; its own length is known to its server alone."""

    def __call__(self, _stage: str, done: int, _length: int | None) -> None:
        have = self.before + done
        self.progress(min(have / self.total, 1.0), f"{have / MB:.0f} of {self.total / MB:.0f} MB")


def _download(address: str, target: Path, counter: _Counter) -> None:
    from models.catalogue import InstallError  # late: a start that has nothing to do needs no catalogue
    from models.catalogue.download import download

    try:
        download(address, target, progress=counter, checked=True)
    except InstallError as error:
        raise SetupError(str(error)) from error
