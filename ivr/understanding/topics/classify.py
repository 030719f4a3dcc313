"""The linear classifier: which intents a text resembles, by its characters and by its sound.

Trained when the configuration is loaded, from nothing but the sayings; the same sayings always
give the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ivr.dialects.pinyin import pinyin
from ivr.dialects.similar_pairs import NearPairs
from ivr.dialects.sounds import Sounds
from ivr.understanding.topics.features import is_pair, learned_features, unit_rows
from ivr.understanding.topics.learning import BIAS, learn

Margins = NDArray[np.float64]
"""One signed distance per label: above 0 is inside."""

_NEAR_WEIGHT = 1.0
"""Of a pair that sounds like a heard one, against a heard one, times their likeness."""

_MOST_NEAR = 150
"""So many of them count, the most alike."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A normalised sentence and the label it belongs to."""

    text: str
    label: int
    saying: int
    """The same number for the sentences of one saying."""
    weight: float = 1.0
    whole: bool = False
    """Whether it is a sentence, not a keyword."""
    written: str = ""
    """The same before it was normalised, as callers say it."""


class Classifier:
    """A linear support vector machine on characters and toneless pinyin.

    With `sounds`, a heard pair of syllables also counts, in part, as the learned pairs that sound like it.
    """

    def __init__(self, samples: Sequence[Sample], sounds: Sounds | None = None) -> None:
        """Needs samples of at least two labels; labels count from 0 without gaps."""
        labels = [sample.label for sample in samples]
        self._features, learned = learned_features([sample.text for sample in samples], labels)
        sayings, weights = [sample.saying for sample in samples], [sample.weight for sample in samples]
        self._weights = learn(unit_rows(learned), labels, sayings, weights)
        names = self._features.names
        self._pairs = np.array([place for place, name in enumerate(names) if is_pair(name)], np.intp)
        self._number = np.full(len(names), -1, np.intp)
        self._number[self._pairs] = np.arange(len(self._pairs))
        spoken = [names[index][1:].partition(" ")[::2] for index in self._pairs]
        self._near = None if sounds is None else NearPairs(spoken, sounds)

    def margins(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Shape (texts, labels). `texts` are normalised."""
        from scipy.sparse import csr_matrix

        table = self._features.table(texts)
        indices: list[NDArray[np.intp]] = []
        values: list[NDArray[np.float64]] = []
        for text, (begin, end) in zip(texts, pairwise(table.indptr.tolist()), strict=True):
            found = table.indices[begin:end], table.data[begin:end]
            features_of, weights = found if self._near is None else self._with_near(text, *found)
            indices.append(features_of)
            values.append(weights / (float(np.linalg.norm(weights)) or 1.0))
        borders = np.cumsum([0, *map(len, indices)])
        rows = csr_matrix(
            (np.concatenate(values), np.concatenate(indices), borders),
            shape=(len(texts), self._weights.shape[0]),
        )
        return np.asarray((rows @ self._weights).toarray(), np.float64) + BIAS

    def plain(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """As `margins`, of what was written and not of what sounds like it: for thousands of sentences."""
        rows = unit_rows(self._features.table(texts))
        return np.asarray((rows @ self._weights).toarray(), np.float64) + BIAS

    def evidence(self, text: str, label: int, most: int = 3) -> list[str]:
        """The pieces of `text`, of two or more characters, that speak most for the label, in their order."""
        row = self._features.table([text])
        gains = row.data * self._weights[row.indices][:, [label]].toarray().ravel()
        told = [False] * len(text)
        taken = 0
        for place in np.argsort(-gains):
            piece = self._features.names[row.indices[place]][1:]
            if taken == most or gains[place] <= 0:
                break
            at = text.find(piece) if len(piece) > 1 else -1  # a run of syllables is not found, and skipped
            if at >= 0:
                told[at : at + len(piece)] = [True] * len(piece)
                taken += 1
        spans = "".join(character if shown else " " for character, shown in zip(text, told, strict=True))
        return spans.split()

    def _with_near(
        self, text: str, indices: NDArray[np.intp], values: NDArray[np.float64]
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The features and, where they are not among them, pairs that sound like a heard one."""
        assert self._near is not None
        likeness = np.zeros(len(self._pairs))
        for pair in pairwise(pinyin(text)):
            numbers, alike = self._near.of(pair)
            likeness[numbers] = np.maximum(likeness[numbers], alike)
        heard = self._number[indices]
        likeness[heard[heard >= 0]] = 0
        numbers = np.flatnonzero(likeness)
        if len(numbers) > _MOST_NEAR:
            numbers = numbers[np.argpartition(-likeness[numbers], _MOST_NEAR)[:_MOST_NEAR]]
        near = self._pairs[numbers]
        more = _NEAR_WEIGHT * likeness[numbers] * self._features.rarity[near]
        return np.concatenate([indices, near]), np.concatenate([values, more])
