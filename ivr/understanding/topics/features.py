"""What the classifier sees of a sentence: characters, toneless syllables, and pairs of them, weighted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ivr.dialects.pinyin import pinyin

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Places = NDArray[np.intp]


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
        from scipy.sparse import csr_matrix

        number = self._number
        found: list[int] = []
        borders = [0]
        for text in texts:
            found += [number[name] for name in features(text) if name in number]
            borders.append(len(found))
        columns = np.array(found, np.int32)
        times = csr_matrix((np.ones(len(found)), columns, borders), shape=(len(texts), len(number)))
        times.sum_duplicates()
        return _weighed(times, self.rarity)


def learned_features(texts: Sequence[str], labels: Sequence[int]) -> tuple[Features, csr_matrix]:
    """The features of those sentences, and their `table`.

    A feature weighs by how few labels have it, not by how few sentences: what a label says often (公积金)
    must not count as common, nor what many labels say once (怎么办) as rare.
    """
    from scipy.sparse import csr_matrix

    names, times = _counted(texts)
    own = csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))))
    having = np.bincount((own @ times).indices, minlength=len(names))
    rarity = np.log((1 + len(set(labels))) / (1 + having)) + 1
    return Features(names, rarity), _weighed(times, rarity)


def _counted(texts: Sequence[str]) -> tuple[list[str], csr_matrix]:
    """The names of the `features` of those texts, sorted, and how often each text has each: shape (texts,
    names). As `features` tells of each text alone; with numbers in place of names that takes a third of the
    time."""
    from scipy.sparse import csr_matrix

    written, rows, columns = _runs(texts)
    spoken, other_rows, other_columns = _runs([pinyin(text) for text in texts])
    names = ["c" + "".join(run) for run in written] + ["p" + " ".join(run) for run in spoken]
    order = sorted(range(len(names)), key=names.__getitem__)  # so the same texts give the same table
    place = np.empty(len(names), np.intp)
    place[order] = np.arange(len(names))
    row = np.concatenate([rows, other_rows])
    column = place[np.concatenate([columns, len(written) + other_columns])]
    times = csr_matrix((np.ones(len(row)), (row, column)), shape=(len(texts), len(names)))
    return [names[one] for one in order], times


def _runs(texts: Sequence[Sequence[str]]) -> tuple[list[tuple[str, ...]], Places, Places]:
    """The different pieces and pairs of pieces in those texts; for each that is there, of which text, and
    which it is."""
    row = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    pieces = list(dict.fromkeys(chain.from_iterable(texts)))
    number = {piece: place for place, piece in enumerate(pieces)}
    piece = np.fromiter(map(number.__getitem__, chain.from_iterable(texts)), np.intp, len(row))
    first = np.flatnonzero(row[1:] == row[:-1])
    pairs, pair = np.unique(piece[first] * len(pieces) + piece[first + 1], return_inverse=True)
    ones, others = (part.tolist() for part in np.divmod(pairs, len(pieces)))
    runs: list[tuple[str, ...]] = [(one,) for one in pieces]
    runs += [(pieces[one], pieces[other]) for one, other in zip(ones, others, strict=True)]
    return runs, np.concatenate([row, row[first]]), np.concatenate([piece, len(pieces) + pair])


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
