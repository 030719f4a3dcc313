"""Archives made on the spot, good ones and bad ones."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

ZH_SMALL = Path(__file__).resolve().parents[4] / "models" / "zh-small"

SHERPA = {"model/tokens.txt": b"a 0\n", "model/model.int8.onnx": b"network" * 1000}
"""Looks like a model for sherpa-onnx as far as one can see without the engine."""


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, files: Mapping[str, bytes], *links: tuple[str, str, bytes]) -> Path:
    """`links`: name, target and tarfile type."""
    with tarfile.open(path, "w:bz2" if path.suffix == ".bz2" else "w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target, kind in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info)
    return path


def zipped_folder(path: Path, folder: Path, top: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, f"{top}/{file.relative_to(folder)}")
    return path
