"""The linear classifier: which intents a text resembles, by its characters and by its sound.

Trained when the configuration is loaded, from nothing but the sayings; the same sayings always
give the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from ivr.pinyin import syllables

Margins = NDArray[np.float64]
"""One signed distance per label: above 0 is inside."""

_LONGEST = 3
"""Characters or syllables in one feature."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A normalised sentence and the label it belongs to."""

    text: str
    label: int
    weight: float = 1.0


class Classifier:
    """A linear support vector machine on characters and folded pinyin syllables."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        """Needs samples of at least two labels; labels count from 0 without gaps."""
        self._features = TfidfVectorizer(analyzer=features, sublinear_tf=True, dtype=np.float64)
        table = self._features.fit_transform([sample.text for sample in samples])
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

    def margins(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Shape (texts, labels). `texts` are normalised."""
        table = self._features.transform(texts)
        return np.asarray(table @ self._weights) + self._bias

    def evidence(self, text: str, label: int, most: int = 3) -> list[str]:
        """The pieces of `text`, of two or more characters, that speak most for the label, in their order."""
        row = self._features.transform([text]).tocsr()
        gains = row.data * self._weights[row.indices, label]
        told = [False] * len(text)
        taken = 0
        for place in np.argsort(-gains):
            piece = self._names[row.indices[place]][1:].strip("^$")
            if taken == most or gains[place] <= 0:
                break
            at = text.find(piece) if len(piece) > 1 else -1  # a run of syllables is not found, and skipped
            if at >= 0:
                told[at : at + len(piece)] = [True] * len(piece)
                taken += 1
        spans = "".join(character if shown else " " for character, shown in zip(text, told, strict=True))
        return spans.split()


def features(text: str) -> list[str]:
    """Runs of one to three characters (`c…`) and of one to three syllables (`p…`), with both ends marked."""
    characters = f"^{text}$"
    sounds = ["^", *syllables(text), "$"]
    found = []
    for length in range(1, _LONGEST + 1):
        found += ["c" + characters[at : at + length] for at in range(len(characters) - length + 1)]
        found += ["p" + " ".join(sounds[at : at + length]) for at in range(len(sounds) - length + 1)]
    return found
