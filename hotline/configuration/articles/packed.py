"""The files of a knowledge base as one: a generation of some thousand articles is written in one step."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hotline.configuration.generations.store import GenerationError
from hotline.configuration.yaml.sources import Sources
from hotline.machine.zipped import DamagedZip, unzipped, zipped

NAME = "articles.zip"


def packed(folder: Path, files: Mapping[str, bytes]) -> Sources:
    """As a generation keeps them."""
    return Sources.single(zipped(files), folder / NAME)


def unpacked(sources: Sources) -> dict[str, bytes]:
    """The same the other way. Raises `GenerationError`."""
    try:
        return unzipped(sources.files[sources.main])
    except DamagedZip as error:
        where = sources.shown(sources.main)
        raise GenerationError(f"{where} is damaged ({error}): go back to another generation") from error
