"""How likely one character follows two others in what people say to this hotline."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import chain

BEGIN, END = "^", "$"
"""Stand before and after a run of Chinese characters."""

_CHARACTERS = 6000
"""Of all there are in use: what was never seen is one of them."""
_UNSEEN = 0.1
"""Of a time a character counts as seen beforehand."""


class Characters:
    """Trigrams of characters, smoothed by Witten and Bell (1991): a context that was followed by many
    different characters leaves more room for another one."""

    def __init__(self, runs: Iterable[str]) -> None:
        """`runs`: Chinese characters without anything between them."""
        bordered = [f"{BEGIN}{BEGIN}{run}{END}" for run in runs]
        self._triples = Counter(
            chain.from_iterable(map("".join, zip(run, run[1:], run[2:], strict=False)) for run in bordered)
        )
        self._pairs: Counter[str] = Counter()
        self._single: Counter[str] = Counter()
        for triple, count in self._triples.items():
            self._pairs[triple[1:]] += count
            self._single[triple[2]] += count
        self._after_two = _followed(self._triples)
        self._after_one = _followed(self._pairs)
        self._total = self._single.total() + _UNSEEN * _CHARACTERS

    def known(self, one: str, next_one: str) -> bool:
        """Whether the two were seen side by side."""
        return one + next_one in self._pairs

    def log_chance(self, before: str, one: str, next_one: str) -> float:
        """Natural logarithm of how likely `next_one` comes after `before` and `one`."""
        count, kinds = self._after_two.get(before + one, (0, 0))
        chance = self._chance_after(one, next_one)
        if count:
            chance = (self._triples[before + one + next_one] + kinds * chance) / (count + kinds)
        return math.log(chance)

    def _chance_after(self, one: str, next_one: str) -> float:
        chance = (self._single[next_one] + _UNSEEN) / self._total
        count, kinds = self._after_one.get(one, (0, 0))
        return (self._pairs[one + next_one] + kinds * chance) / (count + kinds) if count else chance


def _followed(counts: Counter[str]) -> dict[str, tuple[int, int]]:
    """Of each context how often it was followed, and by how many different characters."""
    found: dict[str, tuple[int, int]] = {}
    for piece, count in counts.items():
        total, kinds = found.get(piece[:-1], (0, 0))
        found[piece[:-1]] = total + count, kinds + 1
    return found
