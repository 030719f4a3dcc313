"""Reads the affine layers back from a `final.mdl` that ``kaldi_format`` wrote, for other exports."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models.training.graph.kaldi_format import Affine, read_compressed_matrix

_START = b"<FixedAffineComponent> <LinearParams> "
_MATRIX_HEADER = 20
_BIAS = b"<BiasParams> FV \x04"
_NODE = re.compile(rb"component-node name=(\S+) component=\S+ input=([^\n]+)")
_OFFSET = re.compile(r"Offset\([^,()]+, (-?\d+)\)|[\w.]+")


def read_affines(path: Path) -> list[Affine]:
    """The layers in order; their weights as Vosk uses them. Raises ``ValueError`` on another file."""
    data = path.read_bytes()
    sources = {name.decode(): source.decode() for name, source in _NODE.findall(data)}
    layers = list(_affines(data, sources))
    if not layers:
        raise ValueError(f"{path}: no affine layers as our own exporter writes them")
    return layers


def offsets(source: str) -> tuple[int, ...]:
    """Which input frames a layer looks at, relative to its own.

    >>> offsets("Append(Offset(layer2.relu, -3), layer2.relu, Offset(layer2.relu, 3))")
    (-3, 0, 3)
    """
    return tuple(int(found.group(1) or 0) for found in _OFFSET.finditer(source.removeprefix("Append")))


def _affines(data: bytes, sources: dict[str, str]) -> Iterator[Affine]:
    at = 0
    while (found := data.find(_START, at)) >= 0:
        name = data[:found].rsplit(b"<ComponentName> ", 1)[1].decode().strip()
        begin = found + len(_START)
        matrix = read_compressed_matrix(data[begin:])
        at = begin + _MATRIX_HEADER + matrix.size
        if data[at : at + len(_BIAS)] != _BIAS:
            raise ValueError(f"layer {name}: no bias after its matrix")
        at += len(_BIAS)
        (length,) = struct.unpack("<i", data[at : at + 4])
        bias = np.frombuffer(data, "<f4", count=length, offset=at + 4).astype(np.float64)
        yield Affine(name, sources[name], matrix, bias)
        at += 4 + 4 * length
