"""Fits what `ivr.understanding` weighs, on sentences of our own (`calibration.tsv`).

They were written by somebody who had seen none of the test sets, and are not among the sayings.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from ivr import Understanding
from ivr.understanding.topics.meaning import Vector

_PENALTY = 0.02
"""On the squares of the weights of standardised features, against the mean loss of a sentence."""


_AGAIN = 2
"""So many times more a sentence counts that asks for nothing: few were written, and many are said."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of our own, and where it belongs."""

    queues: tuple[str, ...]
    """The right ones, the best first; `none` where nothing is asked for."""
    kind: str
    text: str
    second: str
    """Queue of a second need; empty without one."""

    @property
    def danger(self) -> bool:
        """Whether somebody is in danger."""
        return "emergency" in self.queues or (self.kind == "danger" and "psychological" in self.queues)


def sentences(name: str = "calibration.tsv") -> list[Sentence]:
    """Those of a file beside this one: columns queue, kind, text, second."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [Sentence(tuple(row["queue"].split("|")), row["kind"], row["text"], row["second"]) for row in rows]


def weights_of_danger(
    understanding: Understanding, learnt: Sequence[Sentence], vectors: Mapping[str, Vector] | None
) -> dict[str, float]:
    """For `danger/weights.yaml`; with the vectors of the sentences, or without."""
    found = [understanding.danger(one.text, vectors[one.text] if vectors else None)[2] for one in learnt]
    return _fitted([(features, one.danger) for features, one in zip(found, learnt, strict=True) if features])


def weights_of_topics(
    understanding: Understanding, learnt: Sequence[Sentence], vectors: Mapping[str, Vector] | None
) -> dict[str, float]:
    """For `scores.yaml`. Danger has a judge of its own, and of several needs either is right."""
    rows = []
    for one in (*learnt, *(one for one in learnt if one.kind == "empty" for _ in range(_AGAIN))):
        if one.danger or one.kind in ("danger", "several"):
            continue
        queue, features = understanding.topic(one.text, vectors[one.text] if vectors else None)
        if features:
            rows.append((features, queue in one.queues))
    return _fitted(rows)


def _fitted(rows: Sequence[tuple[Mapping[str, float], bool]]) -> dict[str, float]:
    """Of each feature its weight, and `base`."""
    names = list(rows[0][0])
    table = np.array([[features[name] for name in names] for features, _ in rows])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    base, weights = _logistic((table - mean) / spread, np.array([right for _, right in rows]))
    weights = weights / spread
    return {"base": base - float(weights @ mean)} | dict(zip(names, map(float, weights), strict=True))


def _logistic(table: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, NDArray[np.float64]]:
    """Base and weights that make the outcomes likeliest."""
    from scipy.optimize import minimize

    signs = np.where(right, 1.0, -1.0)

    def loss(guess: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (guess[0] + table @ guess[1:])
        slope = -signs / (1 + np.exp(margins)) / len(signs)
        gradient = np.r_[slope.sum(), slope @ table + _PENALTY * guess[1:]]
        return float(np.logaddexp(0, -margins).mean() + _PENALTY * (guess[1:] ** 2).sum() / 2), gradient

    best = minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return float(best[0]), best[1:]
