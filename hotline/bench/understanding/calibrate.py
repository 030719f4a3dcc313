"""Fits what `ivr.understanding` weighs: on sentences of our own, and on sayings held out of learning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hotline.bench.understanding.sentences import Sentence
from ivr import Understanding
from ivr.understanding.topics.meaning import Vector

_PENALTY = 0.02
"""On the squares of the weights of standardised features, against the mean loss of a sentence."""

_EMPTY = 8.0
"""Weight of one that asks for nothing: few were written, and many are said."""

Row = tuple[Mapping[str, float], bool, float]
"""Features, whether it is so, and its weight."""

Learnt = Sequence[tuple[Understanding, Sequence[Sentence], float]]
"""Understandings, sentences that they have not learned, and the weight of each."""


def weights_of_danger(learnt: Learnt, vectors: Mapping[str, Vector] | None) -> dict[str, float]:
    """For `danger/weights.yaml`; with the vectors of the sentences, or without."""
    rows: list[Row] = []
    for understanding, sentences, weight in learnt:
        for one in sentences:
            features = understanding.danger(one.text, vectors[one.text] if vectors else None).features
            if features:
                rows.append((features, one.danger, weight))
    return weighed(rows)


def weights_of_topics(learnt: Learnt, vectors: Mapping[str, Vector] | None) -> dict[str, float]:
    """For `topics/scores.yaml`. Danger has a judge of its own, and of several needs either is right."""
    rows: list[Row] = []
    for understanding, sentences, weight in learnt:
        for one in sentences:
            if one.danger or one.kind in ("danger", "several"):
                continue
            queue, features = understanding.topic(one.text, vectors[one.text] if vectors else None)
            if features:
                rows.append((features, queue in one.queues, weight * (_EMPTY if one.kind == "empty" else 1)))
    return weighed(rows)


def weights_of_second_needs(learnt: Learnt, vectors: Mapping[str, Vector] | None) -> dict[str, float]:
    """For `second_need.yaml`. What is not judged as the first of two needs may be found as the second."""
    rows: list[Row] = []
    for understanding, sentences, weight in learnt:
        for one in sentences:
            if "none" in one.queues or (one.kind == "several" and not one.second):
                continue
            vector = vectors[one.text] if vectors else None
            main = understanding.needs(one.text, (), vector)[0]
            found = understanding.others(one.text, main, vector)
            needs = {*one.queues, *one.second.split("|")} if one.second else set()
            rows += [(other.features, other.queue in needs, weight / len(found)) for other in found]
    return weighed(rows)


def weighed(rows: Sequence[Row]) -> dict[str, float]:
    """By a logistic regression: of each feature its weight, and `base`."""
    names = list(rows[0][0])
    table = np.array([[features[name] for name in names] for features, _, _ in rows])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    counts = np.array([weight for _, _, weight in rows])
    base, weights = _logistic((table - mean) / spread, np.array([right for _, right, _ in rows]), counts)
    weights = weights / spread
    return {"base": base - float(weights @ mean)} | dict(zip(names, map(float, weights), strict=True))


def _logistic(
    table: NDArray[np.float64], right: NDArray[np.bool_], counts: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    """Base and weights that make the outcomes likeliest."""
    from scipy.optimize import minimize

    signs, shares = np.where(right, 1.0, -1.0), counts / counts.sum()

    def loss(guess: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (guess[0] + table @ guess[1:])
        slope = -signs * shares / (1 + np.exp(margins))
        gradient = np.r_[slope.sum(), slope @ table + _PENALTY * guess[1:]]
        return float(shares @ np.logaddexp(0, -margins) + _PENALTY * (guess[1:] ** 2).sum() / 2), gradient

    best = minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return float(best[0]), best[1:]
