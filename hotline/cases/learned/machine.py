"""Sorts texts into classes, as learned from examples: runs of characters, least squares on them.

Made of numbers alone: what is kept holds no text of a citizen.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from agent_assist.knowledge.words import content_runs

Table = NDArray[np.float32]

PLACES = 1 << 14
"""Runs of characters share so many places, by their hash."""
LONGEST_RUN = 3
_RIDGE = 0.3
"""What large weights cost, against the mean square of the error."""
_STEPS = 40
"""Of the conjugate gradients; the error hardly changes after 30."""
_HELD_OUT, _FEWEST_HELD = 5, 20
"""Of so many texts one is kept back to see how sure the others make; of too few the usual is taken."""
_USUAL = 6.0
_SHARPNESS = np.geomspace(1, 40, 30)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A class and how likely it is, 0 to 1."""

    name: str
    score: float


class Machine:
    """Never changes."""

    def __init__(self, names: Sequence[str], tells: Table, weights: Table, sharpness: float) -> None:
        """`tells`: what each place tells (shape places), `weights`: shape (places, classes)."""
        self.names = list(names)
        self._tells = tells
        self._weights = weights
        self.sharpness = sharpness

    @classmethod
    def learned(
        cls, texts: Sequence[str], names: Sequence[str], counts: Sequence[float] | None = None
    ) -> Machine:
        """From texts and the class of each. `counts`: how much each counts.

        Raises `ValueError` for fewer than two classes. Blocking: ten seconds for 10,000 texts of 100
        characters in 100 classes.
        """
        classes = sorted(set(names))
        if len(classes) < 2:
            raise ValueError("fewer than two classes")
        rows = _counted(texts)
        with_it = np.bincount(rows.indices, minlength=PLACES)
        tells = np.log((1 + len(texts)) / (1 + with_it)).astype(np.float32) + 1
        table = _weighed(rows, tells)
        place = {name: at for at, name in enumerate(classes)}
        labels = np.array([place[name] for name in names])
        share = np.bincount(labels, minlength=len(classes))
        # Rare classes count more than their share, though not as much as common ones.
        counted = np.asarray(counts if counts is not None else np.ones(len(texts))) / np.sqrt(share[labels])
        of_all = counted / counted.mean()
        weights = _least_squares(table, labels, len(classes), of_all)
        # How sure it is can only be told by texts that were not learned.
        held = np.random.default_rng(0).permutation(len(texts)) % _HELD_OUT == 0
        if held.sum() < _FEWEST_HELD:
            return cls(classes, tells, weights, _USUAL)
        others = _least_squares(table[~held], labels[~held], len(classes), of_all[~held])
        return cls(classes, tells, weights, _sharpness(table[held], labels[held], others))

    def ranked(self, text: str, most: int = 2) -> list[Ranked]:
        """The likeliest first; what nothing is known of is in no class, and has none."""
        row = _weighed(_counted([text]), self._tells)
        if not row.nnz:
            return []
        scores = _softmax(self.sharpness * np.asarray(row @ self._weights))[0]
        best = np.argsort(-scores, kind="stable")[:most]
        return [Ranked(self.names[int(at)], round(float(scores[at]), 3)) for at in best]

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """All that it is made of, for a file."""
        return {
            f"{prefix}_names": np.array(self.names),
            f"{prefix}_tells": self._tells,
            f"{prefix}_weights": self._weights.astype(np.float16),
            f"{prefix}_sharpness": np.array(self.sharpness),
        }

    @classmethod
    def of_arrays(cls, prefix: str, arrays: Any) -> Machine:
        """Raises `KeyError` and `ValueError` for others than `arrays` made."""
        names = [str(name) for name in arrays[f"{prefix}_names"]]
        weights = np.asarray(arrays[f"{prefix}_weights"], np.float32)
        tells = np.asarray(arrays[f"{prefix}_tells"], np.float32)
        if weights.shape != (PLACES, len(names)) or tells.shape != (PLACES,):
            raise ValueError("of another version")
        return cls(names, tells, weights, float(arrays[f"{prefix}_sharpness"]))


def _counted(texts: Sequence[str]) -> csr_matrix:
    """How often a text has the runs of each place; long texts do not count more often than they say more."""
    values: list[float] = []
    places: list[int] = []
    ends = [0]
    for text in texts:
        runs = Counter(
            zlib.crc32(run[at : at + length].encode()) % PLACES
            for run in content_runs(text)
            for length in range(1, LONGEST_RUN + 1)
            for at in range(len(run) - length + 1)
        )
        places += runs.keys()
        values += runs.values()
        ends.append(len(places))
    counts = 1 + np.log(np.array(values or [1.0], np.float32))[: len(places)]
    return csr_matrix((counts, np.array(places, np.int32), np.array(ends)), shape=(len(texts), PLACES))


def _weighed(rows: csr_matrix, tells: Table) -> csr_matrix:
    """Of unit length."""
    table = rows.multiply(tells).tocsr()
    length = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return table.multiply(1 / np.maximum(length, 1e-9)[:, None]).tocsr().astype(np.float32)


def _least_squares(
    table: csr_matrix, labels: NDArray[np.intp], classes: int, counts: NDArray[np.float64]
) -> Table:
    """Weights of which the rows' products are nearest to 1 for their class and to 0 for all others, by
    conjugate gradients for all classes at once."""
    wanted = np.zeros((table.shape[0], classes), np.float32)
    wanted[np.arange(len(labels)), labels] = 1
    weight = counts.astype(np.float32)[:, None]
    turned = table.T.tocsr()

    def product(guess: Table) -> Table:
        return np.asarray(turned @ (weight * (table @ guess)) + _RIDGE * guess, np.float32)

    guess = np.zeros((PLACES, classes), np.float32)
    left = np.asarray(turned @ (weight * wanted), np.float32)
    step = left.copy()
    error = np.maximum((left * left).sum(axis=0), 1e-20)
    for _ in range(_STEPS):
        along = product(step)
        size = error / np.maximum((step * along).sum(axis=0), 1e-20)
        guess += size * step
        left -= size * along
        now = np.maximum((left * left).sum(axis=0), 1e-20)
        step = left + (now / error) * step
        error = now
    return guess


def _sharpness(table: csr_matrix, labels: NDArray[np.intp], weights: Table) -> float:
    """With which the scores are likeliest, for texts like those that were learned."""
    margins = np.asarray(table @ weights)
    rows = np.arange(len(labels))
    losses = [-np.log(_softmax(sharp * margins)[rows, labels] + 1e-9).mean() for sharp in _SHARPNESS]
    return float(_SHARPNESS[int(np.argmin(losses))])


def _softmax(margins: NDArray[Any]) -> NDArray[np.float64]:
    powers = np.exp(np.asarray(margins, np.float64) - margins.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
