"""Teaches a model of ours new words without training: the lexicon and the language model take them in.

The network stays as it is. Names get the reading that pypinyin gives them, and stand in the language model
where any word may follow (its back-off state).
"""

from __future__ import annotations

import math
import shutil
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from contracts.errors import HotlineError
from contracts.errors import text as _
from models.catalogue.receipt import RECEIPT
from models.training.graph.graph import UNKNOWN, build_graph
from models.training.language.language import END, START, Arc
from models.training.language.lexicon import lexicon

COST = 9.0
"""Nats of a new word after any other; about that of a word as common as one in eight thousand."""

_STATE = np.dtype([("final", "<f4"), ("begin", "<u4"), ("arcs", "<u4"), ("in", "<u4"), ("out", "<u4")])
_ARC = np.dtype([("in", "<i4"), ("out", "<i4"), ("cost", "<f4"), ("target", "<i4")])


class AdaptError(HotlineError):
    """The model cannot take new words; the text says why."""


@dataclass(frozen=True, slots=True)
class Adapted:
    """What became of the words."""

    added: tuple[str, ...]
    known: tuple[str, ...]
    """The model had them before."""
    unreadable: tuple[str, ...]
    """Nobody knows how to say them: Latin letters, digits."""


def adapt(model: Path, out: Path, words: Iterable[str], cost: float = COST) -> Adapted:
    """Writes a copy of `model` that knows `words` too into `out`; takes some ten seconds.

    Raises `AdaptError` for a model that was not made here or a folder that exists, `MissingFstTools`
    without OpenFst.
    """
    if out.exists():
        raise AdaptError(_("{out} exists already: name another folder, or delete it first").format(out=out))
    numbers = _numbers(model)
    old = [word for word in numbers if word not in ("<eps>", UNKNOWN, START, END)]
    lexicon_of_old = lexicon(old)
    if set(lexicon_of_old) != set(old):
        raise AdaptError(
            _("{model}: some of its words have no pinyin, so it was not made by this recipe").format(
                model=model
            )
        )
    wanted = list(dict.fromkeys(words))
    fresh = lexicon([word for word in wanted if word not in numbers])
    arcs = list(_arcs(model / "graph" / "Gr.fst", numbers))
    anywhere = _back_off_state(arcs)
    arcs += [Arc(anywhere, anywhere, word, cost) for word in fresh]
    try:
        # The receipt tells what the original's files were; these are others.
        shutil.copytree(model, out, ignore=shutil.ignore_patterns("graph", RECEIPT))
        build_graph(out, {**lexicon_of_old, **fresh}, arcs)
    except BaseException:
        shutil.rmtree(out, ignore_errors=True)  # half a model is of no use, and in the way of the next try
        raise
    known = tuple(word for word in wanted if word in numbers)
    added = tuple(word for word in wanted if word in fresh)
    return Adapted(added, known, tuple(word for word in wanted if word not in numbers and word not in fresh))


def _numbers(model: Path) -> dict[str, int]:
    """Words and their numbers, as the graph has them."""
    try:
        lines = (model / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
        return {word: int(number) for word, number in (line.split() for line in lines)}
    except (OSError, ValueError) as error:
        raise AdaptError(
            _("{model}: graph/words.txt cannot be read ({error})").format(model=model, error=error)
        ) from error


def _arcs(path: Path, numbers: dict[str, int]) -> Iterator[Arc]:
    """The language model, a ``const`` FST, as arcs. Format: OpenFst's fst.cc (header) and const-fst.h."""
    name = {number: word for word, number in numbers.items()}
    name[0] = ""
    try:
        data = path.read_bytes()
        (length,) = struct.unpack_from("<i", data, 4)
        kind = data[8 : 8 + length]
        at = 8 + length
        at += 4 + struct.unpack_from("<i", data, at)[0]
        version, flags, _properties, start, state_count, arc_count = struct.unpack_from("<iiQqqq", data, at)
        at += struct.calcsize("<iiQqqq")
        if kind != b"const" or version != 2 or flags & 0b11 or start != 0:
            raise ValueError("not the kind of FST that this recipe writes")
        states = np.frombuffer(data, _STATE, state_count, at)
        arcs = np.frombuffer(data, _ARC, arc_count, at + states.nbytes)
    except (OSError, ValueError, struct.error) as error:
        raise AdaptError(_("{path} cannot be read ({error})").format(path=path, error=error)) from error
    for source, state in enumerate(states):
        begin = int(state["begin"])
        for arc in arcs[begin : begin + int(state["arcs"])].tolist():
            yield Arc(source, arc[3], name[arc[0]], arc[2])
        if math.isfinite(state["final"]):
            yield Arc(source, -1, "", float(state["final"]))


def _back_off_state(arcs: list[Arc]) -> int:
    """Where most back-off arcs end that has none itself: any word may follow there."""
    backing = {arc.source for arc in arcs if not arc.word and arc.target >= 0}
    ends = Counter(
        arc.target for arc in arcs if not arc.word and arc.target >= 0 and arc.target not in backing
    )
    if not ends:
        raise AdaptError(_("the language model has no back-off state, so it was not made by this recipe"))
    return ends.most_common(1)[0][0]
