"""Several files as one piece of bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from contracts.errors import HotlineError

_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The same files make the same bytes, whenever they are packed."""


class DamagedZip(HotlineError):
    """Bytes that `unzipped` cannot read."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """By their names, in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _BEGINNING), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The same the other way: of what `zipped` made, not of strangers' archives. Raises `DamagedZip`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise DamagedZip(str(error)) from error
