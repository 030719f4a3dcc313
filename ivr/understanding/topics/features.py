"""What the classifier sees of a sentence: characters, toneless syllables, and pairs of them, weighted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ivr.dialects.pinyin import pinyin

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def features(text: str) -> list[str]:
    """The characters and pairs of characters (`c…`), and the syllables and pairs of syllables (`p…`).

    Longer runs fit the sayings better and new sentences worse.
    """
    sounds = pinyin(text)
    found = ["c" + character for character in text]
    found += ["c" + one + other for one, other in pairwise(text)]
    found += ["p" + sound for sound in sounds]
    found += [f"p{one} {other}" for one, other in pairwise(sounds)]
    return found


def is_pair(feature: str) -> bool:
    """Whether it is a pair of syllables."""
    return feature[0] == "p" and " " in feature


class Features:
    """The features of the learned sentences, and how much each weighs."""

    def __init__(self, names: Sequence[str], rarity: NDArray[np.float64]) -> None:
        """As `learned_features` makes them."""
        self.names = names
        self._number = {name: number for number, name in enumerate(names)}
        self.rarity = rarity
        """The logarithm of the share of labels without it, as in tf-idf, one for each of `names`."""

    def table(self, texts: Sequence[str]) -> csr_matrix:
        """Weights of the features in each text, shape (texts, features)."""
        number = self._number
        found, borders = _found(texts, lambda names: [number[name] for name in names if name in number])
        return _weighed(_times(found, borders, len(number)), self.rarity)


def learned_features(texts: Sequence[str], labels: Sequence[int]) -> tuple[Features, csr_matrix]:
    """The features of those sentences, and their `table`.

    A feature weighs by how few labels have it, not by how few sentences: what a label says often (公积金)
    must not count as common, nor what many labels say once (怎么办) as rare.
    """
    from scipy.sparse import csr_matrix

    number: dict[str, int] = {}
    found, borders = _found(texts, lambda names: [number.setdefault(name, len(number)) for name in names])
    names = sorted(number)  # the same sayings give the same weights, to the last bit
    place = np.empty(len(names), np.int32)
    place[[number[name] for name in names]] = np.arange(len(names))
    times = _times(place[found], borders, len(names))
    own = csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))))
    having = np.bincount((own @ times).indices, minlength=len(names))
    rarity = np.log((1 + len(set(labels))) / (1 + having)) + 1
    return Features(names, rarity), _weighed(times, rarity)


def _found(
    texts: Sequence[str], numbered: Callable[[list[str]], list[int]]
) -> tuple[NDArray[np.int32], list[int]]:
    """Numbers of the features of all texts, one text after the other, and where each begins and ends."""
    found: list[int] = []
    borders = [0]
    for text in texts:
        found += numbered(features(text))
        borders.append(len(found))
    return np.array(found, np.int32), borders


def _times(found: NDArray[np.int32], borders: list[int], count: int) -> csr_matrix:
    """How often each of `count` features is in each text."""
    from scipy.sparse import csr_matrix

    times = csr_matrix((np.ones(len(found)), found, borders), shape=(len(borders) - 1, count))
    times.sum_duplicates()
    return times


def _weighed(times: csr_matrix, rarity: NDArray[np.float64]) -> csr_matrix:
    times.data = (1 + np.log(times.data)) * rarity[times.indices]
    return times


def unit_rows(table: csr_matrix) -> csr_matrix:
    """The table with each row of length 1; rows of zeros stay."""
    from scipy.sparse import csr_matrix

    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    values = table.data / np.repeat(lengths, np.diff(table.indptr))
    return csr_matrix((values, table.indices, table.indptr), shape=table.shape)
