"""What the classifier sees of a sentence: characters, toneless syllables, and pairs of them, weighted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ivr.dialects.pinyin import pinyin

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


Counted = Mapping[str, int]
"""How often each feature is in a text."""


def features(text: str) -> Counted:
    """The characters and pairs of characters (`c…`), and the syllables and pairs of syllables (`p…`).

    Longer runs fit the sayings better and new sentences worse.
    """
    sounds = pinyin(text)
    found = ["c" + character for character in text]
    found += ["c" + one + other for one, other in pairwise(text)]
    found += ["p" + sound for sound in sounds]
    found += [f"p{one} {other}" for one, other in pairwise(sounds)]
    return Counter(found)


def is_pair(feature: str) -> bool:
    """Whether it is a pair of syllables."""
    return feature[0] == "p" and " " in feature


class Features:
    """The features of the learned sentences, and how much each weighs."""

    def __init__(self, counted: Sequence[Counted], labels: Sequence[int]) -> None:
        """A feature weighs by how few labels have it, not by how few sentences: what a label says often
        (公积金) must not count as common, nor what many labels say once (怎么办) as rare.
        """
        by_label: dict[int, set[str]] = {}
        for found, label in zip(counted, labels, strict=True):
            by_label.setdefault(label, set()).update(found)
        having = Counter(chain.from_iterable(by_label.values()))
        self.names = sorted(having)  # the same sayings give the same weights, to the last bit
        self._number = {name: number for number, name in enumerate(self.names)}
        among = 1 + len(by_label)
        self.rarity: NDArray[np.float64] = np.array(
            [math.log(among / (1 + having[name])) + 1 for name in self.names]
        )
        """The logarithm of the share of labels without it, as in tf-idf, one for each of `names`."""

    def table(self, counted: Sequence[Counted]) -> csr_matrix:
        """Weights of the features in each text, shape (texts, features)."""
        from scipy.sparse import csr_matrix

        number = self._number
        columns: list[int] = []
        times: list[int] = []
        borders = [0]
        for found in counted:
            for name, often in found.items():
                if (place := number.get(name)) is not None:
                    columns.append(place)
                    times.append(often)
            borders.append(len(columns))
        at = np.array(columns, np.int32)
        values = (1 + np.log(np.array(times, np.float64))) * self.rarity[at]
        return csr_matrix((values, at, borders), shape=(len(counted), len(self.names)))


def unit_rows(table: csr_matrix) -> csr_matrix:
    """The table with each row of length 1; rows of zeros stay."""
    from scipy.sparse import csr_matrix

    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    values = table.data / np.repeat(lengths, np.diff(table.indptr))
    return csr_matrix((values, table.indices, table.indptr), shape=table.shape)
