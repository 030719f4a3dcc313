"""The files of a knowledge base as one: a generation of some thousand articles is written in one step."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from hotline.configuration.generations.store import GenerationError
from hotline.configuration.yaml.sources import Sources

NAME = "articles.zip"
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The same files make the same bytes, whenever they are packed."""


def packed(folder: Path, files: Mapping[str, bytes]) -> Sources:
    """As a generation keeps them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _BEGINNING), data, zipfile.ZIP_DEFLATED)
    return Sources.single(stream.getvalue(), folder / NAME)


def unpacked(sources: Sources) -> dict[str, bytes]:
    """The same the other way. Raises `GenerationError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(sources.files[sources.main])) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        where = sources.shown(sources.main)
        raise GenerationError(f"{where} is damaged ({error}): go back to another generation") from error
