"""Whisper base put together from files at hand, each of them checked before it counts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.placing import appearing, join

from . import model, presence


def build(files: Iterable[Path], target: Path, origin: str, progress: Progress) -> None:
    """Copies what is needed of `files` into `target`, which appears whole and checked, or not at all.

    Args:
        files: the model's files by their names, or the network in pieces; others are passed over.
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
        for number, name in enumerate(model.FILES):
            progress(number / len(model.FILES), f"checking {name}")
            _copy(name, at_hand, new)
        (new / "LICENSE").write_text(model.LICENCE, encoding="utf-8")
        (new / "NOTICE").write_text(model.NOTICE, encoding="utf-8")
        Receipt(
            name=model.NAME,
            engine="whisper",
            origin=origin,
            archive_sha256=model.FILES[model.NETWORK].sha256,
            files={name: FileMark(size=one.size, sha256=one.sha256) for name, one in model.FILES.items()},
        ).save(new)


def _copy(name: str, at_hand: dict[str, Path], new: Path) -> None:
    in_pieces = name == model.NETWORK and name not in at_hand and set(model.PIECES) & set(at_hand)
    pieces = model.PIECES if in_pieces else (name,)
    for piece in pieces:
        if piece not in at_hand:
            raise SetupError(f"{piece} is not among the files")
    join([at_hand[piece] for piece in pieces], new / name)
    if (problem := presence.differs(new / name, model.FILES[name], deep=True)) is not None:
        raise SetupError(problem)
