"""Folders that set-up makes: room asked for before, pieces joined, and the folder whole or not at all."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .errors import SetupError

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Joined:
    """A file that was put together."""

    size: int
    """Bytes."""
    sha256: str


def require_room(folder: Path, need: int, what: str, afterwards: int) -> None:
    """Raises SetupError unless `need` bytes are free at `folder`; `afterwards` so many of them stay taken."""
    free = shutil.disk_usage(folder).free
    if free < need:
        raise SetupError(
            f"{what} need {need / 1e9:.1f} GB while they are unpacked ({afterwards / 1e9:.1f} GB "
            f"afterwards), and {folder} has {free / 1e9:.1f} GB left. "
            "Make room and run the same command again."
        )


def join(pieces: Iterable[Path], target: Path) -> Joined:
    """Writes the pieces into `target`, one after the other. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        for piece in pieces:
            with piece.open("rb") as source:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
    return Joined(size, digest.hexdigest())


@contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """An empty folder that takes the place of `folder` when the block ends well, else vanishes."""
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)
