"""Looks at a model folder before Vosk does, because Vosk explains little and a cut-off graph crashes it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from asr.engines.recogniser import ModelError
from contracts.errors import text as _

_FST_MAGIC = 2125659606
"""First four bytes of an OpenFst file (openfst: fst.cc, kFstMagicNumber)."""
_CONST_STATE_BYTES = 20
_ARC_BYTES = 16
"""Sizes of a state and an arc in a `const` FST with tropical weights (openfst: const-fst.h)."""


def check_folder(folder: Path) -> None:
    """Raises `ModelError` unless `folder` holds what a Vosk model needs, complete as far as one can see."""
    if not folder.is_dir():
        raise ModelError(
            _("{folder}: there is no such folder; {remedy}").format(folder=folder, remedy=_remedy())
        )
    if any(folder.glob("*.onnx")) or (folder / "tokens.txt").exists():
        raise ModelError(
            _("{folder}: this is a model for sherpa-onnx, not for Vosk; {remedy}").format(
                folder=folder, remedy=_remedy()
            )
        )
    old = (folder / "final.mdl").exists()
    needed = [["final.mdl" if old else "am/final.mdl"], ["mfcc.conf" if old else "conf/mfcc.conf"]]
    graph = "" if old else "graph/"
    needed.append([f"{graph}HCLG.fst", f"{graph}HCLr.fst"])
    if not old:
        needed += [["conf/model.conf"], ["graph/words.txt"]]
    for names in needed:
        found = [name for name in names if (folder / name).is_file()]
        if not found:
            raise ModelError(
                _("{folder}: {names} is missing; {half}").format(
                    folder=folder, names=" or ".join(names), half=_half()
                )
            )
        for name in found:
            _check_file(folder / name)
    if not has_plain_graph(folder):
        gr = folder / f"{graph}Gr.fst"
        if not gr.is_file():
            raise ModelError(
                _("{folder}: {file} is missing; {half}").format(
                    folder=folder, file=gr.relative_to(folder), half=_half()
                )
            )
        _check_file(gr)


def model_words(folder: Path) -> frozenset[str]:
    """The words the model knows, read without loading it. Raises `ModelError` when its list is missing."""
    for path in (folder / "graph" / "words.txt", folder / "words.txt"):
        if path.is_file():
            lines = path.read_text("utf-8", errors="replace").splitlines()
            return frozenset(word for line in lines if (word := line.partition(" ")[0]))
    raise ModelError(_("{folder}: graph/words.txt is missing; {half}").format(folder=folder, half=_half()))


def has_plain_graph(folder: Path) -> bool:
    """A model with one fixed graph (HCLG.fst) cannot be limited to a grammar."""
    return (folder / "HCLG.fst").is_file() or (folder / "graph" / "HCLG.fst").is_file()


def model_rate(folder: Path) -> int:
    """Sampling rate in Hz that the model was trained for. Kaldi's own default is 16000."""
    conf = folder / "conf" / "mfcc.conf"
    if not conf.is_file():
        conf = folder / "mfcc.conf"
    for line in conf.read_text("utf-8", errors="replace").splitlines():
        name, _equals, value = line.partition("=")
        if name.strip() == "--sample-frequency":
            return int(float(value.split("#")[0]))
    return 16000


def _half() -> str:
    return _("the model is incomplete: copy it again, or {remedy}").format(remedy=_remedy())


def _check_file(path: Path) -> None:
    size = path.stat().st_size
    if size == 0:
        raise ModelError(_("{path}: the file is empty; {half}").format(path=path, half=_half()))
    if path.suffix == ".fst":
        with path.open("rb") as file:
            least = _fst_bytes(file, path)
        if size < least:
            raise ModelError(
                _("{path}: cut off, {size} bytes of at least {least}; {half}").format(
                    path=path, size=size, least=least, half=_half()
                )
            )


def _fst_bytes(file: BinaryIO, path: Path) -> int:
    """How long the file must be at least, by its own header."""
    try:
        magic, kind, states, arcs = _fst_header(file)
        if kind == b"olabel_lookahead":
            file.read(4)
            magic, kind, states, arcs = _fst_header(file)
    except (struct.error, ValueError) as error:
        raise ModelError(
            _("{path}: the header is cut off; {half}").format(path=path, half=_half())
        ) from error
    if magic != _FST_MAGIC:
        raise ModelError(_("{path}: this is no OpenFst graph; {half}").format(path=path, half=_half()))
    if kind != b"const" or states < 0 or arcs < 0:
        return file.tell()
    return file.tell() + states * _CONST_STATE_BYTES + arcs * _ARC_BYTES


def _fst_header(file: BinaryIO) -> tuple[int, bytes, int, int]:
    """Magic number, type, states and arcs (openfst: fst.cc, FstHeader::Read)."""
    (magic,) = struct.unpack("<i", file.read(4))
    if magic != _FST_MAGIC:
        return magic, b"", 0, 0
    kind, _arc = _fst_string(file), _fst_string(file)
    _version, _flags, _properties, _start, states, arcs = struct.unpack("<iiQqqq", file.read(40))
    return magic, kind, states, arcs


def _fst_string(file: BinaryIO) -> bytes:
    (length,) = struct.unpack("<i", file.read(4))
    if not 0 <= length <= 64:
        raise ValueError("not a type name")
    return file.read(length)


def _remedy() -> str:
    return _("install a Vosk model there, or set asr.model to the folder of one")
