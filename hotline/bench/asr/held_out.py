"""Models of the same recipe that never heard one of its speakers: then a figure is about a stranger."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asr import ModelError
from hotline.bench.asr.context import Context
from hotline.bench.asr.listening import BenchListener
from hotline.bench.rows import NoMaterial

DEFAULT = Path("models", "held-out")
"""Below the project's folder; `--held-out` names another one."""


@contextmanager
def without(context: Context, speaker: str) -> Iterator[BenchListener]:
    """The model that was trained without `speaker` (`tan`, `chen` or `davin`). Raises `NoMaterial`.

    Its folder is a Vosk model; where it holds only the network (`am/`), the rest is that of the model the
    configuration names, which must be of the same recipe.
    """
    base = context.extras.held_out or context.base / DEFAULT
    folder = (base / speaker).resolve()
    if not folder.is_dir():
        raise NoMaterial(
            f"{base / speaker} is not here; it is a model trained without this speaker "
            "(hotline models train --without hsk_tan, ...), and --held-out names another folder"
        )
    try:
        with (
            _whole(folder, context.base / context.settings.model) as model,
            context.other_model(model) as one,
        ):
            yield one
    except ModelError as error:
        raise NoMaterial(str(error)) from error


@contextmanager
def _whole(folder: Path, other: Path) -> Iterator[Path]:
    """The model in `folder`, completed with links to what it lacks of the model in `other`."""
    if (folder / "graph").exists():
        yield folder
        return
    with tempfile.TemporaryDirectory() as made:
        for name, source in (("am", folder), ("conf", other), ("graph", other)):
            Path(made, name).symlink_to((source / name).resolve())
        yield Path(made)
