"""Reads OpenFst's binary files of the kinds a Vosk model has: `const`, and `olabel_lookahead` around one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from tests.unit.models.training.kaldi_reader import Reader

_FST_MAGIC, _ADD_ON_MAGIC = 2125659606, 446681434
_IS_ALIGNED = 4
_ALIGNMENT = 16


@dataclass(frozen=True)
class Arc:
    """From a state (the key it is kept under) to another."""

    input: int
    output: int
    cost: float
    target: int


@dataclass
class Fst:
    """Arcs and costs of ending, by state."""

    start: int
    arcs: list[list[Arc]]
    finals: list[float]
    kind: str

    def paths(
        self, inputs: list[int], loops: frozenset[int] = frozenset()
    ) -> Iterator[tuple[list[int], float]]:
        """Outputs and costs of all ways that read `inputs` and end; arcs of `loops` are not taken."""
        stack: list[tuple[int, int, list[int], float]] = [(self.start, 0, [], 0.0)]
        while stack:
            state, place, said, cost = stack.pop()
            if place == len(inputs) and math.isfinite(self.finals[state]):
                yield said, cost + self.finals[state]
            for arc in self.arcs[state]:
                if arc.input in loops:
                    continue
                reads = arc.input != 0
                if reads and (place == len(inputs) or inputs[place] != arc.input):
                    continue
                outputs = [*said, arc.output] if arc.output else said
                stack.append((arc.target, place + reads, outputs, cost + arc.cost))


def read_fst(data: bytes) -> Fst:
    """Raises AssertionError for another kind, or when the file is not exactly as long as it says."""
    reader = Reader(data)
    kind = _header(reader)[0]
    if kind == "const":
        return _const(Reader(data), kind)
    assert kind == "olabel_lookahead"
    assert reader.unpack("i") == (_ADD_ON_MAGIC,)
    return _const(reader, kind)


def _header(reader: Reader) -> tuple[str, int, int, int, int]:
    assert reader.unpack("i") == (_FST_MAGIC,)
    kind, weights = (reader.take(*reader.unpack("i")).decode() for _ in range(2))
    assert weights == "standard"
    _version, flags, _properties, start, states, arcs = reader.unpack("iiQqqq")
    return kind, flags, start, states, arcs


def _const(reader: Reader, kind: str) -> Fst:
    found, flags, start, states, arcs = _header(reader)
    assert found == "const"

    def align() -> None:
        if flags & _IS_ALIGNED:
            reader.take(-reader.place % _ALIGNMENT)

    align()
    rows = [reader.unpack("fIIII") for _ in range(states)]
    align()
    flat = [Arc(*reader.unpack("iifi")) for _ in range(arcs)]
    grouped = [flat[first : first + count] for _, first, count, _, _ in rows]
    assert sum(map(len, grouped)) == arcs
    return Fst(start, grouped, [row[0] for row in rows], kind)
