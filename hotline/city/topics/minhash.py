"""Texts that are nearly the same, found without comparing each with each: MinHash (Broder 1997) with bands.

Of each of `HASHES` functions the least value over the grams of a text is its signature; two signatures
agree in as large a part as the sets overlap (Jaccard). Texts whose signatures agree in a whole band meet
in a bucket.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

HASHES, BANDS = 32, 8
"""Eight bands of four: of texts that share 60 % of their grams two in three meet, of those with 80 %
nearly all."""
MOST = 60_000
"""Texts that are remembered; beyond them the oldest are forgotten."""
_PRIME = (1 << 31) - 1
_RANDOM = np.random.default_rng(20_101)
_FACTORS = _RANDOM.integers(1, _PRIME, HASHES, dtype=np.uint64)
_OFFSETS = _RANDOM.integers(0, _PRIME, HASHES, dtype=np.uint64)

Signature = NDArray[np.uint64]


def signature(grams: Collection[str]) -> Signature | None:
    """None of a text without grams. The same in every process."""
    if not grams:
        return None
    codes = np.fromiter((zlib.crc32(one.encode()) & _PRIME for one in grams), np.uint64, len(grams))
    least: Signature = ((np.outer(codes, _FACTORS) + _OFFSETS) % np.uint64(_PRIME)).min(axis=0)
    return least


def likeness(one: Signature, other: Signature) -> float:
    """About the share of grams that both have, of those that either has: 0 to 1."""
    return float((one == other).mean())


class NearDuplicates:
    """Which topic the texts went to that are nearly like another."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._seen: OrderedDict[int, tuple[Signature, int]] = OrderedDict()
        self._buckets: dict[bytes, int] = {}
        """Band -> the newest text in it."""
        self._count = 0

    def add(self, text: Signature, topic: int) -> None:
        """That text went to that topic."""
        self._count += 1
        self._seen[self._count] = text, topic
        for bucket in _bands(text):
            self._buckets[bucket] = self._count
        if len(self._seen) > self._most:
            self._drop(next(iter(self._seen)))

    def nearest(self, text: Signature) -> tuple[int, float] | None:
        """(topic, likeness) of the likest text that it meets in a band."""
        met = {self._buckets[bucket] for bucket in _bands(text) if bucket in self._buckets}
        found = [(likeness(self._seen[number][0], text), number) for number in met]
        if not found:
            return None
        like, number = max(found)
        return self._seen[number][1], like

    def rename(self, old: int, new: int) -> None:
        """What went to one topic belongs to another from now on."""
        for number, (text, topic) in self._seen.items():
            if topic == old:
                self._seen[number] = text, new

    def forget(self, topic: int) -> None:
        """The topic is not known any more."""
        for number in [number for number, (_, of) in self._seen.items() if of == topic]:
            self._drop(number)

    def _drop(self, number: int) -> None:
        text, _ = self._seen.pop(number)
        for bucket in _bands(text):
            if self._buckets.get(bucket) == number:
                del self._buckets[bucket]


def _bands(text: Signature) -> list[bytes]:
    return [bytes([at]) + band.tobytes() for at, band in enumerate(text.reshape(BANDS, -1))]
