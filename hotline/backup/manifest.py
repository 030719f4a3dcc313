"""What stands at the end of a backup: what is in it, so that one that is cut off or altered shows."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from hotline.backup.contents import files_in
from hotline.backup.errors import BackupError

NAME = "manifest.json"
FORMAT = 1


class FileOfBackup(BaseModel):
    """One file."""

    model_config = ConfigDict(frozen=True)

    size: int
    """Bytes."""
    sha256: str


class Manifest(BaseModel):
    """All of a backup."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    version: str
    """Of ours, that wrote it."""
    at: str
    """Date and time with the offset from UTC."""
    tables: dict[str, int]
    """Rows of each."""
    files: dict[str, FileOfBackup]
    """By their names in the archive, with `/`."""


def mark(file: Path) -> FileOfBackup:
    """Of a file on the disk. Raises OSError."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return FileOfBackup(size=file.stat().st_size, sha256=digest)


def verified(archive: Path, folder: Path) -> Manifest:
    """That of a backup unpacked into `folder`; every file was looked at. Raises `BackupError` and OSError."""
    try:
        found = Manifest.model_validate_json((folder / NAME).read_bytes())
    except FileNotFoundError:
        raise BackupError(f"{archive} is no backup, or is cut off: it has no {NAME} at its end") from None
    except ValidationError:
        raise BackupError(f"{archive}: its {NAME} cannot be read; take another backup") from None
    if found.format != FORMAT:
        raise BackupError(f"{archive}: version {found.version} wrote it; install that one, or a later one")
    there = {file.relative_to(folder).as_posix(): file for file in files_in(folder)}
    for name in {*there, *found.files} - {NAME}:
        if name not in found.files or name not in there or mark(there[name]) != found.files[name]:
            raise BackupError(f"{archive}: {name} is damaged, missing or was added; take another backup")
    return found
