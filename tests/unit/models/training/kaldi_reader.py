"""Reads what the recipe writes, the way Kaldi and OpenFst read it: written from their readers, not from ours.

Every token and size byte is compared, as Kaldi's `ExpectToken` and `ReadBasicType` do.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray


class Reader:
    """A cursor over binary data."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def take(self, size: int) -> bytes:
        assert self.place + size <= len(self.data), "the file ends too early"
        self.place += size
        return self.data[self.place - size : self.place]

    def unpack(self, form: str) -> Any:
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))

    def token(self) -> str:
        end = self.data.index(b" ", self.place)
        return self.take(end + 1 - self.place)[:-1].decode()

    def expect(self, *tokens: str) -> None:
        for token in tokens:
            assert self.token() == token

    def basic(self, kind: str) -> Any:
        size, value = self.unpack("b" + kind)
        assert size == struct.calcsize(kind)
        return value

    def integers(self) -> list[int]:
        assert self.take(1) == b"\4"
        (count,) = self.unpack("i")
        return list(self.unpack(f"{count}i"))

    def vector(self) -> Array:
        self.expect("FV")
        count = self.basic("i")
        return np.frombuffer(self.take(4 * count), "<f4")

    def matrix(self) -> Array:
        self.expect("CM3")
        lowest, span, rows, columns = self.unpack("ffii")
        body = np.frombuffer(self.take(rows * columns), np.uint8).reshape(rows, columns)
        return body * (span / 255) + lowest


@dataclass
class Component:
    """One of the network: its kind, its numbers, and the node that feeds it."""

    kind: str
    source: str
    matrix: Array | None = None
    bias: Array | None = None
    size: int = 0


@dataclass
class Model:
    """A `final.mdl`."""

    phones: list[int] = field(default_factory=list)
    transitions: dict[int, tuple[int, bool, int]] = field(default_factory=dict)
    """Transition id -> phone, whether it stays in the state, network output."""
    log_probs: Array = field(default_factory=lambda: np.zeros(0))
    components: dict[str, Component] = field(default_factory=dict)
    inputs: int = 0
    context: tuple[int, int] = (0, 0)
    priors: Array = field(default_factory=lambda: np.zeros(0))

    def compute(self, features: Array) -> Array:
        """Log-probabilities of every input frame that has its whole context, as nnet3 defines them."""
        left, right = self.context
        frames = range(left, len(features) - right)
        last = list(self.components)[-1]
        return np.stack([self._at(last, t, features, {}) for t in frames])

    def _at(self, node: str, t: int, features: Array, known: dict[tuple[str, int], Array]) -> Array:
        if node == "input":
            return features[t]
        if (node, t) not in known:
            component = self.components[node]
            parts = [
                self._at(name, t + shift, features, known) for name, shift in _descriptor(component.source)
            ]
            value = np.concatenate(parts)
            if component.kind == "FixedAffineComponent":
                assert component.matrix is not None
                value = component.matrix @ value + component.bias
            elif component.kind == "RectifiedLinearComponent":
                value = np.maximum(value, 0)
            else:
                value = value - np.log(np.exp(value - value.max()).sum()) - value.max()
            known[node, t] = value
        return known[node, t]


def _descriptor(text: str) -> list[tuple[str, int]]:
    """`Append(Offset(a, -1), a)` -> nodes and frames relative to this one."""
    inner = re.fullmatch(r"Append\((.*)\)", text)
    parts = re.findall(r"Offset\(([\w.-]+), (-?\d+)\)|([\w.-]+)", inner[1] if inner else text)
    return [(node or plain, int(shift or 0)) for node, shift, plain in parts]


def read_model(data: bytes) -> Model:
    """A whole `final.mdl`; AssertionError where Kaldi would refuse it."""
    reader, model = Reader(data), Model()
    assert reader.take(2) == b"\0B"
    _transitions(reader, model)
    _network(reader, model)
    reader.expect("<LeftContext>")
    left = reader.basic("i")
    reader.expect("<RightContext>")
    model.context = (left, reader.basic("i"))
    reader.expect("<Priors>")
    model.priors = reader.vector()
    assert reader.place == len(data), "there is more in the file than the model"
    return model


def _transitions(reader: Reader, model: Model) -> None:
    reader.expect("<TransitionModel>", "<Topology>")
    model.phones, entry_of = reader.integers(), reader.integers()
    assert reader.basic("i") == -1  # self-loops have pdf classes of their own
    entries = []
    for _ in range(reader.basic("i")):
        states = []
        for _ in range(reader.basic("i")):
            classes = (reader.basic("i"), reader.basic("i"))
            arcs = [(reader.basic("i"), reader.basic("f")) for _ in range(reader.basic("i"))]
            assert not arcs or sum(probability for _, probability in arcs) == 1
            states.append((classes, arcs))
        assert states[-1] == ((-1, -1), [])
        entries.append(states)
    reader.expect("</Topology>", "<Tuples>")
    tuples = [tuple(reader.basic("i") for _ in range(4)) for _ in range(reader.basic("i"))]
    assert tuples == sorted(tuples)
    reader.expect("</Tuples>", "<LogProbs>")
    for phone, state, forward_pdf, loop_pdf in tuples:
        (forward_class, loop_class), arcs = entries[entry_of[phone]][state]
        assert (forward_class == loop_class) <= (forward_pdf == loop_pdf)
        for target, _ in arcs:
            stays = target == state
            pdf = loop_pdf if stays else forward_pdf
            model.transitions[len(model.transitions) + 1] = (phone, stays, pdf)
    model.log_probs = reader.vector()
    assert len(model.log_probs) == len(model.transitions) + 1
    reader.expect("</LogProbs>", "</TransitionModel>")


def _network(reader: Reader, model: Model) -> None:
    reader.expect("<Nnet3>")
    assert reader.take(1) == b"\n"
    sources: dict[str, str] = {}
    while line := reader.take(reader.data.index(b"\n", reader.place) + 1 - reader.place).decode().strip():
        kind, rest = line.split(" ", 1)
        values = dict(re.findall(r"([\w-]+)=(.*?)(?= [\w-]+=|$)", rest))
        if kind == "input-node":
            model.inputs = int(values["dim"])
        elif kind == "component-node":
            sources[values["name"]] = values["input"]
        else:
            assert (kind, values["input"]) == ("output-node", list(sources)[-1])
    reader.expect("<NumComponents>")
    for _ in range(reader.basic("i")):
        reader.expect("<ComponentName>")
        name = reader.token()
        kind = reader.token()[1:-1]
        component = model.components[name] = Component(kind, sources[name])
        if kind == "FixedAffineComponent":
            reader.expect("<LinearParams>")
            component.matrix = reader.matrix()
            reader.expect("<BiasParams>")
            component.bias = reader.vector()
        else:
            _statistics(reader, component)
        reader.expect(f"</{kind}>")
    reader.expect("</Nnet3>")


def _statistics(reader: Reader, component: Component) -> None:
    """What Kaldi keeps of a pointwise component while it trains."""
    reader.expect("<Dim>")
    component.size = reader.basic("i")
    for name in ("<ValueAvg>", "<DerivAvg>"):
        reader.expect(name)
        assert len(reader.vector()) == 0
    reader.expect("<Count>")
    assert reader.basic("d") == 0
    reader.expect("<OderivRms>")
    assert len(reader.vector()) == 0
    for name in ("<OderivCount>", "<NumDimsSelfRepaired>", "<NumDimsProcessed>"):
        reader.expect(name)
        assert reader.basic("d") == 0
