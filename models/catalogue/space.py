"""Room on the disk."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from contracts.errors import text as _
from models.catalogue.errors import SpaceError

RESERVE_BYTES = 100_000_000
"""So much stays free for the service itself (records, logs)."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def require_room(folder: Path, need: int, what: str) -> None:
    """Raises `SpaceError` unless `need` bytes fit into `folder`, an existing one, with a reserve left."""
    free = shutil.disk_usage(folder).free
    if free < need + RESERVE_BYTES:
        raise SpaceError(
            _(
                "{folder}: {what} needs {needed}, {free} are free: make room, or put the "
                "models on another disk with --store"
            ).format(folder=folder, what=what, needed=sized(need + RESERVE_BYTES), free=sized(free))
        )


def is_full(error: OSError) -> bool:
    """Whether the disk, a quota or the file system's limit is the reason."""
    return error.errno in _FULL


def sized(number: float) -> str:
    """Bytes for people, in the decimal units that download pages use: `42 MB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000 or unit == "GB":
            break
        number /= 1000
    return f"{number:.0f} {unit}" if number >= 10 or unit == "B" else f"{number:.1f} {unit}"
