"""BM25 over whole corpora in memory: a posting is a place and what it adds, a query adds up its terms'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent_assist.knowledge.joined.bigrams import Keys, Letters, keys, keys_of

Scores = NDArray[np.float32]
Covered = NDArray[np.bool_]
"""Of texts and terms, which stand in which."""

_K1 = 1.2
LENGTH_COUNTS = 1.0
"""BM25's b: how much more a long text needs. Long articles mention much."""
_TOGETHER = 2_000
"""Texts that are cut in one go: bounds the memory of building."""

MOST_POSTINGS = 400_000
"""Of one query: its rarest terms come first, and those beyond that many postings are not looked at."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Terms of a query, and what each tells."""

    keys: Keys
    tells: Scores
    alphabet: Letters

    def covered(self, texts: Sequence[str]) -> Covered:
        """Which of the terms stand in which text, shape (texts, terms)."""
        found = np.zeros((len(texts), len(self.keys)), np.bool_)
        if len(self.keys):
            order = np.argsort(self.keys)
            key, owner = keys(texts, self.alphabet)
            at = order[np.minimum(np.searchsorted(self.keys, key, sorter=order), len(order) - 1)]
            here = self.keys[at] == key
            found[owner[here], at[here]] = True
        return found


class Bm25:
    """Terms of one alphabet in all texts. Never changes, so several threads may ask."""

    def __init__(self, texts: Sequence[str], alphabet: Letters, b: float = LENGTH_COUNTS) -> None:
        """Some 10 s for 100,000 texts of 300 characters, 8 bytes for each different term of a text."""
        self._alphabet = alphabet
        self._texts = len(texts)
        no_keys = np.zeros(0, np.int64)
        counted = [
            _counted(texts[begin : begin + _TOGETHER], alphabet, begin)
            for begin in range(0, len(texts), _TOGETHER)
        ]
        key = np.concatenate([no_keys, *(one[0] for one in counted)])
        place = np.concatenate([no_keys, *(one[1] for one in counted)])
        count = np.concatenate([no_keys, *(one[2] for one in counted)]).astype(np.float32)
        order = np.argsort(key, kind="stable")
        self._keys, begins = np.unique(key[order], return_index=True)
        self._begins = np.append(begins, len(key)).astype(np.int64)
        self._places = place[order].astype(np.int32)
        lengths = np.bincount(place, weights=count, minlength=max(1, len(texts)))
        norm = _K1 * (1 - b + b * lengths / max(1.0, float(lengths.mean())))
        count = count[order]
        self._adds = (count * (_K1 + 1) / (count + norm[self._places])).astype(np.float32)
        texts_with = np.diff(self._begins)
        self._tells = np.log1p((len(texts) - texts_with + 0.5) / (texts_with + 0.5)).astype(np.float32)

    def scores(self, query: str) -> Scores:
        """Of each text; 0 where it has no term of the query."""
        found = np.zeros(self._texts, np.float32)
        postings = 0
        for at in self._terms(keys_of([query], self._alphabet)):
            begin, end = self._begins[at], self._begins[at + 1]
            postings += int(end - begin)
            if postings > MOST_POSTINGS:
                break
            # A text stands in a term's postings once, so nothing is lost by adding at places.
            found[self._places[begin:end]] += self._tells[at] * self._adds[begin:end]
        return found

    def telling(self, query: str, common: float) -> Telling:
        """The query's terms that some text has, and how much each tells; without those that more than the
        share `common` of the texts have."""
        at = self._terms(keys_of([query], self._alphabet))
        rare = np.diff(self._begins)[at] <= max(1.0, common * self._texts)
        return Telling(self._keys[at[rare]], self._tells[at[rare]], self._alphabet)

    def _terms(self, wanted: Keys) -> NDArray[np.intp]:
        """Where the wanted terms are, the rarest first."""
        if not len(self._keys):
            return np.zeros(0, np.intp)
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        known = at[self._keys[at] == wanted]
        rarest: NDArray[np.intp] = known[np.argsort(-self._tells[known], kind="stable")]
        return rarest


def _counted(texts: Sequence[str], alphabet: Letters, first: int) -> tuple[Keys, Keys, Keys]:
    """The terms of each text: key, place of the text, and how often it stands there."""
    key, place = keys(texts, alphabet)
    both, counts = np.unique(key * _TOGETHER + place, return_counts=True)
    return both // _TOGETHER, both % _TOGETHER + first, counts
