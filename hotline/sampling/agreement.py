"""How far two who score the same calls agree, beyond what chance would bring (Cohen 1960). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from hotline.records.database.samples.table import Score

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of two scorers, on one item, or on all together."""

    one: str
    other: str
    item: str
    """Its id; empty: all items."""
    samples: int
    """Scored by both."""
    same_percent: float
    kappa: float | None
    """1: as one; 0: as chance; None: both gave every call the same, so that chance agrees as well."""


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's, unweighted. None where chance alone agrees always, or without pairs."""
    count = len(pairs)
    if not count:
        return None
    same = sum(one == other for one, other in pairs) / count
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(ones[value] * others[value] for value in ones) / count**2
    return None if chance >= 1 else round((same - chance) / (1 - chance), 3)


def agreements(scores: Iterable[Sequence[Score]]) -> list[Agreement]:
    """Of every two who have scored the same samples; `scores`: those of each sample. All items first."""
    both: dict[tuple[str, str], dict[str, list[Pair]]] = {}
    samples: Counter[tuple[str, str]] = Counter()
    for of_sample in scores:
        ordered = sorted(of_sample, key=lambda score: score.scorer)
        for one, other in combinations(ordered, 2):
            who = one.scorer, other.scorer
            samples[who] += 1
            items = both.setdefault(who, {"": []})
            for item in one.points.keys() & other.points.keys():
                pair = one.points[item], other.points[item]
                items.setdefault(item, []).append(pair)
                items[""].append(pair)
    return [
        Agreement(*who, item, samples[who], _same(pairs), kappa(pairs))
        for who, items in sorted(both.items())
        for item, pairs in sorted(items.items())
        if pairs
    ]


def _same(pairs: Sequence[Pair]) -> float:
    return round(100 * sum(one == other for one, other in pairs) / len(pairs), 1)
