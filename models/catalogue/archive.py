"""Unpacks a zip, tar.gz or tar.bz2 that may come from anywhere, without trusting a word of it."""

from __future__ import annotations

import bz2
import errno
import gzip
import hashlib
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, cast

from contracts.errors import text as _
from models.catalogue.errors import ArchiveError, InstallError, SpaceError
from models.catalogue.receipt import FileMark
from models.catalogue.space import is_full, require_room

MOST_FILES = 5_000
"""A model has a few dozen files."""
_CHUNK = 1 << 18
_NEVER = "\0\\:"
"""In no name: an end of text, and what separates drives and folders elsewhere."""
_CLASH = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EINVAL, errno.EILSEQ)
"""What the file system says of names that are too long, or stand in one another's place."""
_LONGEST_REASON = 200
_JUNK = ("__MACOSX", ".DS_Store")
"""What macOS packs along; so are files that begin with `._`."""

_Open = Callable[[], AbstractContextManager[IO[bytes]]]


def unpack(
    archive: Path, into: Path, *, limit_bytes: int, progress: Callable[[str, int, int | None], None]
) -> dict[str, FileMark]:
    """Writes the archive's files below the empty folder `into`; returns size and checksum of each by path.

    A link to a file of the archive becomes a copy; other links, paths that lead out, names that cannot be
    shown, devices, encrypted files and more than `limit_bytes` in all raise `ArchiveError`, as any damage
    does. `SpaceError` when the disk is full, OSError when it cannot be written. What was written stays: the
    caller removes `into`.
    """
    writer = _Writer(archive, into, limit_bytes)
    try:
        with archive.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            members = _kind(archive, start)(archive, writer, file)
            for path, open_member in members:
                writer.write(path, open_member)
                progress("unpack", file.tell(), archive.stat().st_size)
    except InstallError:
        raise
    except OSError as error:
        if is_full(error):
            raise SpaceError(
                _(
                    "{into}: the disk is full after {total:,} bytes of {name}: make room and run "
                    "it again; what was unpacked is removed"
                ).format(into=into, total=writer.total, name=archive.name)
            ) from error
        if error.errno is None:  # bz2 and gzip report damage so
            raise _damaged(archive, error) from error
        if error.errno in _CLASH:
            raise ArchiveError(
                _(
                    "{archive}: its names cannot all be files of one folder ({strerror}); do not "
                    "trust this archive"
                ).format(archive=archive, strerror=error.strerror)
            ) from error
        raise
    except Exception as error:  # zipfile, tarfile and what they use have no common error for damage
        raise _damaged(archive, error) from error
    if not writer.marks:
        raise ArchiveError(_("{archive}: there are no files in it").format(archive=archive))
    return writer.marks


def _damaged(archive: Path, error: Exception) -> ArchiveError:
    said = ascii(str(error))[1:-1][:_LONGEST_REASON] or type(error).__name__
    return ArchiveError(
        _("{archive}: the archive is damaged or cut off ({said}); fetch it again").format(
            archive=archive, said=said
        )
    )


class _Writer:
    """Writes members one by one and keeps count."""

    def __init__(self, archive: Path, into: Path, limit: int) -> None:
        self.archive = archive
        self.into = into
        self.limit = limit
        self.total = 0
        self.marks: dict[str, FileMark] = {}

    def place(self, name: str) -> PurePosixPath | None:
        """The path of a member below the folder; None for what nobody needs."""
        path = PurePosixPath(name)
        if not name.isprintable():
            raise ArchiveError(
                _(
                    "{archive}: the name {name!a} has characters that cannot be shown; do not "
                    "trust this archive"
                ).format(archive=self.archive, name=name)
            )
        if not name or set(name) & set(_NEVER) or path.is_absolute() or ".." in path.parts:
            raise ArchiveError(
                _("{archive}: the name {name!r} leads out of the folder; do not trust this archive").format(
                    archive=self.archive, name=name
                )
            )
        if any(part in _JUNK or part.startswith("._") for part in path.parts):
            return None
        return path

    def write(self, path: PurePosixPath, open_member: _Open) -> None:
        if len(self.marks) >= MOST_FILES:
            raise ArchiveError(
                _("{archive}: more than {most} files; this is no model").format(
                    archive=self.archive, most=MOST_FILES
                )
            )
        if str(path) in self.marks:
            raise ArchiveError(
                _("{archive}: {path} is in it twice; do not trust this archive").format(
                    archive=self.archive, path=path
                )
            )
        target = self.into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with open_member() as source, target.open("xb") as file:
            while chunk := source.read(_CHUNK):
                self.total += len(chunk)
                if self.total > self.limit:
                    raise ArchiveError(
                        _("{archive}: unpacks to more than {limit:,} bytes; this is no model").format(
                            archive=self.archive, limit=self.limit
                        )
                    )
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        self.marks[str(path)] = FileMark(size=size, sha256=digest.hexdigest())


_Members = Iterator[tuple[PurePosixPath, _Open]]


def _kind(archive: Path, start: bytes) -> Callable[[Path, _Writer, IO[bytes]], _Members]:
    if start.startswith(b"PK"):
        return _zip_members
    if start.startswith(b"BZh") or start.startswith(b"\x1f\x8b"):
        return _tar_members
    raise ArchiveError(
        _("{archive}: this is no zip, tar.gz or tar.bz2; is it a web page, or cut off?").format(
            archive=archive
        )
    )


def _zip_members(archive: Path, writer: _Writer, file: IO[bytes]) -> _Members:
    with zipfile.ZipFile(file) as packed:
        size = sum(info.file_size for info in packed.infolist())
        if size > writer.limit:  # as it says itself; what it really is, is counted
            raise ArchiveError(
                _("{archive}: unpacks to more than {limit:,} bytes; this is no model").format(
                    archive=archive, limit=writer.limit
                )
            )
        require_room(writer.into, size, _("unpacking"))
        for info in packed.infolist():
            path = writer.place(info.filename)
            mode = info.external_attr >> 16
            if info.is_dir() or path is None:
                continue
            if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                raise ArchiveError(
                    _("{archive}: {filename} is a link or a device, not a file").format(
                        archive=archive, filename=info.filename
                    )
                )
            if info.flag_bits & 1:
                raise ArchiveError(
                    _("{archive}: {filename} is encrypted").format(archive=archive, filename=info.filename)
                )
            yield path, partial(packed.open, info)


def _tar_members(archive: Path, writer: _Writer, file: IO[bytes]) -> _Members:
    packed_by_bzip2 = file.read(3) == b"BZh"
    file.seek(0)
    stream = cast("IO[bytes]", bz2.BZ2File(file) if packed_by_bzip2 else gzip.GzipFile(fileobj=file))
    with stream, tarfile.open(fileobj=stream, mode="r|") as packed:
        for info in packed:
            path = writer.place(info.name)
            if info.isdir() or path is None:
                continue
            if info.issym() or info.islnk():
                yield path, _linked(archive, writer, info, path)
            elif info.isreg():
                yield path, _opened(packed, info)
            else:
                raise ArchiveError(
                    _("{archive}: {name} is a device, not a file").format(archive=archive, name=info.name)
                )
        while stream.read(_CHUNK):  # to the end, so that a cut-off archive shows
            pass


def _opened(packed: tarfile.TarFile, info: tarfile.TarInfo) -> _Open:
    @contextmanager
    def opened() -> Iterator[IO[bytes]]:
        source = packed.extractfile(info)
        assert source is not None  # a regular file has content
        with source:
            yield source

    return opened


def _linked(archive: Path, writer: _Writer, info: tarfile.TarInfo, path: PurePosixPath) -> _Open:
    """The file that a link names, as long as it is one that was unpacked before."""
    target = PurePosixPath(info.linkname) if info.islnk() else path.parent / info.linkname
    if str(target) not in writer.marks:
        raise ArchiveError(
            _(
                "{archive}: {name} links to {target!r}, which is no file above it in the "
                "archive; do not trust this archive"
            ).format(archive=archive, name=info.name, target=info.linkname)
        )
    return lambda: (writer.into / target).open("rb")
