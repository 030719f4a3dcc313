"""The linear classifier: which intents a text resembles, by its characters and by its sound.

Trained when the configuration is loaded, from nothing but the sayings; the same sayings always
give the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ivr.near import NearPairs
from ivr.pinyin import pinyin
from ivr.sounds import Sounds

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Margins = NDArray[np.float64]
"""One signed distance per label: above 0 is inside."""

_LONGEST = 2
"""Characters or syllables in one feature; longer runs fit the sayings better and new sentences worse."""


_NEAR_WEIGHT = 1.0
"""Of a pair that sounds like a heard one, against a heard one, times their likeness."""

_MOST_NEAR = 150
"""So many of them count, the most alike."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A normalised sentence and the label it belongs to."""

    text: str
    label: int
    weight: float = 1.0


class Classifier:
    """A linear support vector machine on characters and toneless pinyin.

    With `sounds`, a heard pair of syllables also counts, in part, as the learned pairs that sound like it.
    """

    def __init__(self, samples: Sequence[Sample], sounds: Sounds | None = None) -> None:
        """Needs samples of at least two labels; labels count from 0 without gaps."""
        # Loaded with the first classifier: it takes a second, and not every command needs one.
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.preprocessing import normalize
        from sklearn.svm import LinearSVC

        by_label: dict[int, list[str]] = {}
        for sample in samples:
            by_label.setdefault(sample.label, []).append(sample.text)
        # A feature weighs by how few labels have it, not by how few sentences: what a label says often
        # (公积金) must not count as common, nor what many labels say once (怎么办) as rare.
        self._features = TfidfVectorizer(
            analyzer=_all_features, sublinear_tf=True, dtype=np.float64, norm=None
        )
        self._features.fit(list(by_label.values()))
        table = normalize(self._table([sample.text for sample in samples]))
        machine = LinearSVC(C=1.0, random_state=0)
        machine.fit(
            table, [sample.label for sample in samples], sample_weight=[sample.weight for sample in samples]
        )
        weights, bias = machine.coef_, machine.intercept_
        if len(weights) == 1:  # scikit-learn keeps one row for two labels
            weights, bias = np.vstack([-weights, weights]), np.hstack([-bias, bias])
        self._weights: NDArray[np.float64] = np.ascontiguousarray(weights.T)
        self._bias: NDArray[np.float64] = bias
        self._names: list[str] = self._features.get_feature_names_out().tolist()
        self._rarity: NDArray[np.float64] = self._features.idf_
        self._pairs = np.array([place for place, name in enumerate(self._names) if _is_pair(name)], np.intp)
        self._number = np.full(len(self._names), -1, np.intp)
        self._number[self._pairs] = np.arange(len(self._pairs))
        spoken = [self._names[index][1:].partition(" ")[::2] for index in self._pairs]
        self._near = None if sounds is None else NearPairs(spoken, sounds)

    def margins(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Shape (texts, labels). `texts` are normalised."""
        from scipy.sparse import csr_matrix

        table = self._table(texts)
        indices: list[NDArray[np.intp]] = []
        values: list[NDArray[np.float64]] = []
        for text, (begin, end) in zip(texts, pairwise(table.indptr.tolist()), strict=True):
            found = table.indices[begin:end], table.data[begin:end]
            features_of, weights = found if self._near is None else self._with_near(text, *found)
            indices.append(features_of)
            values.append(weights / (float(np.linalg.norm(weights)) or 1.0))
        borders = np.cumsum([0, *map(len, indices)])
        rows = csr_matrix(
            (np.concatenate(values), np.concatenate(indices), borders), shape=(len(texts), len(self._names))
        )
        return np.asarray(rows @ self._weights) + self._bias

    def evidence(self, text: str, label: int, most: int = 3) -> list[str]:
        """The pieces of `text`, of two or more characters, that speak most for the label, in their order."""
        row = self._table([text])
        gains = row.data * self._weights[row.indices, label]
        told = [False] * len(text)
        taken = 0
        for place in np.argsort(-gains):
            piece = self._names[row.indices[place]][1:]
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
            numbers, alike = self._near.of(*pair)
            likeness[numbers] = np.maximum(likeness[numbers], alike)
        heard = self._number[indices]
        likeness[heard[heard >= 0]] = 0
        numbers = np.flatnonzero(likeness)
        if len(numbers) > _MOST_NEAR:
            numbers = numbers[np.argpartition(-likeness[numbers], _MOST_NEAR)[:_MOST_NEAR]]
        near = self._pairs[numbers]
        more = _NEAR_WEIGHT * likeness[numbers] * self._rarity[near]
        return np.concatenate([indices, near]), np.concatenate([values, more])

    def _table(self, texts: Sequence[str]) -> csr_matrix:
        return self._features.transform([[text] for text in texts])


def features(text: str) -> list[str]:
    """The characters and pairs of characters (`c…`), and the syllables and pairs of syllables (`p…`)."""
    sounds = pinyin(text)
    found = []
    for length in range(1, _LONGEST + 1):
        found += ["c" + text[at : at + length] for at in range(len(text) - length + 1)]
        found += ["p" + " ".join(sounds[at : at + length]) for at in range(len(sounds) - length + 1)]
    return found


def _is_pair(feature: str) -> bool:
    """Whether it is a pair of syllables."""
    return feature[0] == "p" and " " in feature


def _all_features(texts: Sequence[str]) -> list[str]:
    return [feature for text in texts for feature in features(text)]
