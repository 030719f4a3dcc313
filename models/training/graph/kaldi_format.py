"""Kaldi's binary files, as far as an nnet3 model for Vosk needs them.

The layouts are those of Kaldi's ``TransitionModel::Write``, ``Nnet::Write`` and ``CompressedMatrix::Write``.
Kaldi's text form is not written: the binary form is what everybody ships.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.training.language.phones import BLANK, PHONE_ID, PHONES, SILENCE

Array = NDArray[np.floating]

POSITIONS = ("_B", "_I", "_E", "_S")
"""Begin, internal and end of a word, and a word of one phone: Vosk finds words in a lattice by them."""

PHONE_TABLE = ("<eps>", SILENCE, *(phone + position for phone in PHONES[1:] for position in POSITIONS))
"""Index = Kaldi's phone id; 0 is epsilon."""
POSITIONED_ID = {name: number for number, name in enumerate(PHONE_TABLE)}
SILENCE_ID = POSITIONED_ID[SILENCE]


def pdf(phone_id: int) -> int:
    """The network output of a positioned phone: positions share it."""
    name = PHONE_TABLE[phone_id]
    return PHONE_ID[name if name == SILENCE else name[:-2]]


def self_loop(phone_id: int) -> int:
    """Transition id of staying in the one state of a phone."""
    return 2 * phone_id - 1


def forward(phone_id: int) -> int:
    """Transition id of leaving it."""
    return 2 * phone_id


@dataclass(frozen=True, slots=True)
class Affine:
    """``FixedAffineComponent``: ``matrix @ input + bias``; ``source`` is a component or an ``Append(...)``
    descriptor.
    """

    name: str
    source: str
    matrix: Array
    bias: Array


@dataclass(frozen=True, slots=True)
class Pointwise:
    """``RectifiedLinearComponent`` or ``LogSoftmaxComponent``."""

    name: str
    source: str
    kind: str
    size: int


class KaldiWriter:
    """Kaldi's basic types in binary."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self._file.write(data)

    def token(self, token: str) -> None:
        """A word and the one space that ends it."""
        self.raw(token.encode() + b" ")

    def integer(self, value: int) -> None:
        """int32."""
        self.raw(b"\x04" + struct.pack("<i", value))

    def single(self, value: float) -> None:
        """float."""
        self.raw(b"\x04" + struct.pack("<f", value))

    def double(self, value: float) -> None:
        """double."""
        self.raw(b"\x08" + struct.pack("<d", value))

    def integers(self, values: Sequence[int]) -> None:
        """std::vector<int32>: the size of an element, the length, the elements."""
        self.raw(b"\x04" + struct.pack("<i", len(values)) + np.asarray(values, "<i4").tobytes())

    def vector(self, values: Array | Sequence[float]) -> None:
        """Vector<float>."""
        data = np.asarray(values, "<f4")
        self.token("FV")
        self.integer(len(data))
        self.raw(data.tobytes())

    def compressed_matrix(self, matrix: Array) -> None:
        """CompressedMatrix with one byte an element (kOneByte); Kaldi reads it wherever a matrix is
        expected.
        """
        lowest, span = float(matrix.min()), float(np.ptp(matrix)) or 1.0
        self.token("CM3")
        self.raw(struct.pack("<ffii", lowest, span, *matrix.shape))
        self.raw(np.round((matrix - lowest) / span * 255).astype(np.uint8).tobytes())


def read_compressed_matrix(data: bytes) -> Array:
    """The matrix that ``compressed_matrix`` wrote, to within span / 510 an element; ValueError if it is
    something else.
    """
    if data[:4] != b"CM3 ":
        raise ValueError(f"not a one-byte compressed matrix: starts with {data[:4]!r}, expected b'CM3 '")
    lowest, span, rows, columns = struct.unpack("<ffii", data[4:20])
    body = np.frombuffer(data, np.uint8, count=rows * columns, offset=20)
    return np.asarray(body.reshape(rows, columns) * (span / 255) + lowest, np.float64)


def write_model(
    file: BinaryIO, layers: Sequence[Affine | Pointwise], priors: Array, context: int, inputs: int
) -> None:
    """A whole ``final.mdl``: transition model, network and priors.

    ``context`` is the number of input frames the network sees to each side, ``inputs`` the size of one of
    them.
    """
    writer = KaldiWriter(file)
    writer.raw(b"\0B")
    _write_transitions(writer)
    _write_network(writer, layers, inputs)
    for token in ("<LeftContext>", "<RightContext>"):
        writer.token(token)
        writer.integer(context)
    writer.token("<Priors>")
    writer.vector(priors)


def _write_transitions(writer: KaldiWriter) -> None:
    """One state a phone. Entering it is the phone's own output; its self-loop is a blank, but silence's is
    silence.
    """
    phones = len(PHONE_TABLE) - 1
    writer.token("<TransitionModel>")
    writer.token("<Topology>")
    writer.integers(range(1, phones + 1))
    writer.integers([-1, 0, *[1] * (phones - 1)])  # which of the two entries below each phone id uses
    writer.integer(-1)  # this file names the self-loops' pdf classes
    writer.integer(2)
    for self_loop_class in (0, 1):
        writer.integer(2)  # states: the emitting one and the end
        writer.integer(0)
        writer.integer(self_loop_class)
        writer.integer(2)
        for target in (0, 1):
            writer.integer(target)
            writer.single(0.5)
        for value in (-1, -1, 0):  # the end: no pdf classes, no transitions
            writer.integer(value)
    writer.token("</Topology>")
    writer.token("<Tuples>")
    writer.integer(phones)
    for phone in range(1, phones + 1):
        for value in (phone, 0, pdf(phone), pdf(phone) if phone == SILENCE_ID else BLANK):
            writer.integer(value)
    writer.token("</Tuples>")
    writer.token("<LogProbs>")
    writer.vector([0.0, *[math.log(0.5)] * (2 * phones)])
    writer.token("</LogProbs>")
    writer.token("</TransitionModel>")


def _write_network(writer: KaldiWriter, layers: Sequence[Affine | Pointwise], inputs: int) -> None:
    writer.token("<Nnet3>")
    lines = ["", f"input-node name=input dim={inputs}"]
    lines += [f"component-node name={one.name} component={one.name} input={one.source}" for one in layers]
    lines += [f"output-node name=output input={layers[-1].name} objective=linear", "", ""]
    writer.raw("\n".join(lines).encode())
    writer.token("<NumComponents>")
    writer.integer(len(layers))
    for layer in layers:
        writer.token("<ComponentName>")
        writer.token(layer.name)
        if isinstance(layer, Affine):
            _write_affine(writer, layer)
        else:
            _write_pointwise(writer, layer)
    writer.token("</Nnet3>")


def _write_affine(writer: KaldiWriter, layer: Affine) -> None:
    writer.token("<FixedAffineComponent>")
    writer.token("<LinearParams>")
    writer.compressed_matrix(layer.matrix)
    writer.token("<BiasParams>")
    writer.vector(layer.bias)
    writer.token("</FixedAffineComponent>")


def _write_pointwise(writer: KaldiWriter, layer: Pointwise) -> None:
    """The statistics Kaldi keeps while it trains are written empty."""
    writer.token(f"<{layer.kind}>")
    writer.token("<Dim>")
    writer.integer(layer.size)
    for name in ("<ValueAvg>", "<DerivAvg>"):
        writer.token(name)
        writer.vector([])
    writer.token("<Count>")
    writer.double(0)
    writer.token("<OderivRms>")
    writer.vector([])
    for name in ("<OderivCount>", "<NumDimsSelfRepaired>", "<NumDimsProcessed>"):
        writer.token(name)
        writer.double(0)
    writer.token(f"</{layer.kind}>")
