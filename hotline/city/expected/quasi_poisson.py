"""A log-linear fit of counts whose variance is a multiple of their mean, unmoved by what stands far out.

As Farrington et al. (1996) and Noufaily et al. (2013) do for outbreaks of diseases: iteratively reweighted
least squares; where a count is far above what is expected (Anscombe residual), it weighs less the farther
it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

FAR = 2.58
"""Anscombe residuals from which on a count is no usual one: one in a hundred, both sides."""
_ROUNDS = 4
_STEPS = 12
_ENOUGH = 1e-6
_STEEPEST = 20.0
"""Of a logarithm, so that nothing overflows."""


@dataclass(frozen=True, slots=True)
class Fit:
    """exp(features · coefficients) is what is expected."""

    coefficients: Numbers
    dispersion: float
    """Variance over mean; never below 1."""


def fit(features: Numbers, counts: Numbers, penalty: Numbers) -> Fit:
    """`features`: a row for each count. `penalty`: how much each coefficient is held to zero, as if there
    were so many calls that know nothing of it. Raises `ValueError` without a row."""
    if not len(counts):
        raise ValueError("there is nothing to fit")
    weights: Numbers = np.ones(len(counts))
    coefficients: Numbers = np.zeros(features.shape[1])
    coefficients[0] = np.log(max(counts.mean(), 1e-6))
    dispersion = 1.0
    for _ in range(_ROUNDS):
        coefficients = _solved(features, counts, weights, penalty, coefficients)
        mean = _mean(features, coefficients)
        left = max(1.0, weights.sum() - features.shape[1])
        dispersion = max(1.0, float((weights * (counts - mean) ** 2 / mean).sum() / left))
        residuals = 1.5 * (counts ** (2 / 3) - mean ** (2 / 3)) / mean ** (1 / 6) / dispersion**0.5
        weights = np.where(residuals > FAR, (FAR / np.maximum(residuals, FAR)) ** 2, 1.0)
    return Fit(coefficients, dispersion)


def _solved(
    features: Numbers, counts: Numbers, weights: Numbers, penalty: Numbers, begin: Numbers
) -> Numbers:
    coefficients = begin
    for _ in range(_STEPS):
        mean = _mean(features, coefficients)
        weighed = features * (weights * mean)[:, None]
        target = np.log(mean) + (counts - mean) / mean
        held = weighed.T @ features + np.diag(penalty)
        new: Numbers = np.asarray(np.linalg.solve(held, weighed.T @ target), np.float64)
        moved = float(np.abs(new - coefficients).max())
        coefficients = new
        if moved < _ENOUGH:
            break
    return coefficients


def _mean(features: Numbers, coefficients: Numbers) -> Numbers:
    mean: Numbers = np.exp(np.clip(features @ coefficients, -_STEEPEST, _STEEPEST))
    return mean
