"""A thing put together from files at hand, each of them checked before it counts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.placing import appearing, join

from . import presence
from .thing import Thing


def build(thing: Thing, files: Iterable[Path], target: Path, origin: str, progress: Progress) -> None:
    """Copies what is needed of `files` into `target`, which appears whole and checked, or not at all.

    Args:
        thing: what to build.
        files: its files by their names, or in pieces; others are passed over.
        target: the folder to make.
        origin: where they are from, for the receipt.
        progress: told which file is being checked.

    Raises:
        SetupError: a file is missing, or is not the known one.
        OSError: the disk refuses.
    """
    from models.catalogue import Receipt  # late: a start that has nothing to do needs no catalogue
    from models.catalogue.receipt import FileMark

    at_hand = {path.name: path for path in files if path.is_file()}
    with appearing(target) as new:
        for number, name in enumerate(thing.files):
            progress(number / len(thing.files), f"checking {name}")
            _copy(thing, name, at_hand, new)
        if thing.licence is not None:
            (new / "LICENSE").write_text(thing.licence, encoding="utf-8")
        (new / "NOTICE").write_text(thing.notice, encoding="utf-8")
        Receipt(
            name=thing.name,
            engine=thing.engine,
            origin=origin,
            archive_sha256=thing.files[thing.main].sha256,
            files={name: FileMark(size=one.size, sha256=one.sha256) for name, one in thing.files.items()},
        ).save(new)


def _copy(thing: Thing, name: str, at_hand: dict[str, Path], new: Path) -> None:
    parts = thing.pieces.get(name, ())
    pieces = parts if name not in at_hand and set(parts) & set(at_hand) else (name,)
    for piece in pieces:
        if piece not in at_hand:
            raise SetupError(f"{piece} is not among the files")
    join([at_hand[piece] for piece in pieces], new / name)
    if (problem := presence.differs(new / name, thing.files[name], deep=True)) is not None:
        raise SetupError(problem)
