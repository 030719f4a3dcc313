"""Writes what was fitted where `ivr.understanding` reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import ivr.understanding
from hotline.bench.understanding.calibrate import (
    Learnt,
    weights_of_danger,
    weights_of_second_needs,
    weights_of_topics,
)
from hotline.bench.understanding.folds import folds
from hotline.bench.understanding.sentences import Sentence, sentences
from ivr import IvrSettings, Understanding
from ivr.understanding.logistic import weights_in
from ivr.understanding.topics.meaning import Vector

FILES = {"danger/weights.yaml": weights_of_danger, "topics/scores.yaml": weights_of_topics}
"""Below `ivr/understanding`."""

OF_OWN = {"second_need.yaml": weights_of_second_needs}
"""The same, fitted on sentences of our own only: no saying has two needs."""

_OWN = 2.0
"""Weight of a sentence of our own, against a saying."""

_HEAD = "# Made by `script/bench understanding --calibrate`: weights of a logistic regression.\n"


def calibrated(
    settings: IvrSettings, vectors_of: Callable[[list[str]], Mapping[str, Vector]]
) -> Iterator[tuple[Path, str]]:
    """Of each file its text, which is to be written before the next is asked for: second needs are weighed by
    the scores of the first. `vectors_of`: makes the vectors of texts."""
    learnt: list[tuple[Understanding, list[Sentence], float]] = []
    known: dict[str, Vector] = {}
    for understanding, held, weight in (
        (Understanding(settings), sentences(), _OWN),
        *((understanding, held, 1.0) for understanding, held in folds(settings)),
    ):
        known |= vectors_of([*understanding.sentences(), *(one.text for one in held)])
        understanding.know(known)
        learnt.append((understanding, held, weight))
    folder = Path(ivr.understanding.__path__[0])
    for name, fit in FILES.items():
        yield folder / name, _text(fit, learnt, known)
    weights_in.cache_clear()
    for name, fit in OF_OWN.items():
        yield folder / name, _text(fit, learnt[:1], known)


def _text(
    fit: Callable[[Learnt, Mapping[str, Vector] | None], dict[str, float]],
    learnt: Learnt,
    vectors: Mapping[str, Vector],
) -> str:
    lines = [_HEAD]
    for name, known in (("letters", None), ("meaning", vectors)):
        lines.append(f"{name}:\n")
        lines += [f"  {feature}: {weight:.4f}\n" for feature, weight in fit(learnt, known).items()]
    return "".join(lines)
