"""From an address or an archive to a checked folder in the store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from contracts.errors import text as _
from models.catalogue.archive import unpack
from models.catalogue.download import Progress, download
from models.catalogue.errors import ArchiveError, InstallError, SpaceError
from models.catalogue.receipt import RECEIPT, FileMark, Receipt, check_files, engine_of, sha256_of
from models.catalogue.space import require_room
from models.catalogue.store import Store

_UNPACKED = 3
"""Archives of models unpack to at most about so many times their size; asked for before a download."""
_MOST_UNPACKED = 20
_LEAST_LIMIT_BYTES = 64_000_000
"""Refused above: the larger of `_MOST_UNPACKED` archives and this."""


def install(
    store: Store,
    name: str,
    *,
    origin: str | Path,
    size_bytes: int | None,
    sha256: str | None,
    validate: Callable[[Path], None],
    progress: Progress = lambda stage, done, total: None,
) -> Path:
    """Puts a model into the store and returns its folder; blocking.

    `origin` is an address to fetch from (resumed if an earlier run was interrupted) or a local archive.
    `size_bytes` (approximate) is asked of the disk beforehand; `sha256` must fit if given; `validate`
    gets the unpacked folder and may mend it or raise. The folder appears whole or not at all.
    Raises `InstallError` and what `validate` raises.
    """
    folder = store.folder(name)
    with store.lock(name):
        if folder.exists():
            raise InstallError(
                _("{folder}: already there; to install it anew, remove it first").format(folder=folder)
            )
        if isinstance(origin, Path):
            if not origin.is_file():
                raise InstallError(_("{origin}: there is no such file").format(origin=origin))
            _unpack_into(store, folder, origin, str(origin.name), sha256, validate, progress)
            return folder
        part = store.part(name)
        have = part.stat().st_size if part.exists() else 0
        require_room(store.root, (size_bytes or 0) * (1 + _UNPACKED) - have, _("the model with its archive"))
        download(origin, part, progress=progress)
        try:
            _unpack_into(store, folder, part, origin, sha256, validate, progress)
        except SpaceError:
            raise  # the archive is good: it is used when there is room
        except Exception:
            store.discard_part(name)
            raise
        store.discard_part(name)
    return folder


def _unpack_into(
    store: Store,
    folder: Path,
    archive: Path,
    origin: str,
    sha256: str | None,
    validate: Callable[[Path], None],
    progress: Progress,
) -> None:
    size, read = archive.stat().st_size, 0

    def reading(count: int) -> None:
        nonlocal read
        read += count
        progress("checksum", read, size)

    found = sha256_of(archive, reading)
    if sha256 is not None and found != sha256.lower():
        raise ArchiveError(
            _(
                "{archive}: the checksum is wrong (SHA-256 {found}, expected {expected}): it "
                "is damaged or not the published file; fetch it again"
            ).format(archive=archive, found=found, expected=sha256.lower())
        )
    require_room(store.root, size, _("unpacking"))
    with store.staging(folder.name) as staging:
        limit = max(_MOST_UNPACKED * size, _LEAST_LIMIT_BYTES)
        marks = unpack(archive, staging, limit_bytes=limit, progress=progress)
        top = _top(staging)
        prefix = "" if top == staging else f"{top.name}/"
        check_files(top)
        validate(top)
        inside = {path.removeprefix(prefix): mark for path, mark in marks.items()}
        files = {path: _mark(top / path, mark) for path, mark in inside.items()}
        files.pop(RECEIPT, None)
        Receipt(
            name=folder.name, engine=engine_of(top), origin=origin, archive_sha256=found, files=files
        ).save(top)
        top.chmod(0o755)  # a temporary folder is for its owner only
        top.rename(folder)


def _top(staging: Path) -> Path:
    """The one folder that most archives have at their top, or the place itself."""
    inside = list(staging.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else staging


def _mark(path: Path, mark: FileMark) -> FileMark:
    """`validate` may have mended a file: its mark is taken anew."""
    size = path.stat().st_size
    return mark if size == mark.size else FileMark(size=size, sha256=sha256_of(path))
