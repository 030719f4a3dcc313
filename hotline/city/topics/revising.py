"""Topics looked at again, now and then: two that have grown alike become one, one that holds two matters
is split."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from hotline.city.topics.frequencies import Frequencies
from hotline.city.topics.grams import grams
from hotline.city.topics.nearest import alike
from hotline.city.topics.topic import SENTENCES, Topic
from hotline.city.topics.topics import WORDLESS, Topics

ALIKE = 0.2
"""Cosine of two topics from which on they are one."""
APART = 0.04
"""Cosine of two halves of a topic below which they are two."""
FEWEST_OF_A_HALF = 4
"""Calls, of those whose words are kept."""
_TURNS = 8


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a topic, to be told."""

    kind: Literal["merged", "split"]
    topic: int
    """Merged: the one that is gone; split: the one that begins."""
    other: int
    """Merged: into which; split: out of which."""


@dataclass(frozen=True, slots=True)
class Halves:
    """Of the words that a topic keeps, those of each of two matters, as places in them."""

    stays: tuple[int, ...]
    goes: tuple[int, ...]


def revise(topics: Topics, since: float, now: float, named: Collection[int] = ()) -> list[Change]:
    """Merges and splits those whose calls came from `since` on. `named`: topics that a person has named or
    pinned; these keep their ids, and are neither merged into others nor split."""
    changes: list[Change] = []
    for topic in sorted(topics.all(), key=lambda one: one.id):
        if topic.last < since or topic.id == WORDLESS:
            continue
        if topics.get(topic.id) is not topic:  # merged meanwhile
            continue
        for other in topics.neighbours(topic):
            if alike(topic, other, topics.common) < ALIKE:
                continue
            gone, kept = _gone_and_kept(topic.id, other.id, named)
            if gone not in named:
                topics.merge(gone, kept)
                changes.append(Change("merged", gone, kept))
                break
        else:
            if topic.id not in named and (found := halves(topic, topics.common)) is not None:
                new = topics.split(topic.id, found.goes, now)
                changes.append(Change("split", new.id, topic.id))
    return changes


def _gone_and_kept(one: int, other: int, named: Collection[int]) -> tuple[int, int]:
    """The one that a person has named stays, else the older one."""
    kept, gone = sorted((one, other), key=lambda topic: (topic not in named, topic))
    return gone, kept


def halves(topic: Topic, common: Frequencies) -> Halves | None:
    """Two matters in the calls whose words are kept; None where they are one, or too few to tell."""
    if len(topic.sentences) < SENTENCES:
        return None
    rows = [_row(text, common) for text in topic.sentences]
    likeness = [[_product(one, other) for other in rows] for one in rows]
    first, second = min(
        ((a, b) for a in range(len(rows)) for b in range(a)), key=lambda pair: likeness[pair[0]][pair[1]]
    )
    goes = [likeness[at][second] > likeness[at][first] for at in range(len(rows))]
    for _ in range(_TURNS):
        near = [
            _mean(likeness[at], goes, of=True) > _mean(likeness[at], goes, of=False)
            for at in range(len(rows))
        ]
        if near == goes:
            break
        goes = near
    left = tuple(at for at, away in enumerate(goes) if not away)
    right = tuple(at for at, away in enumerate(goes) if away)
    if min(len(left), len(right)) < FEWEST_OF_A_HALF:
        return None
    between = sum(likeness[a][b] for a in left for b in right) / len(left) / len(right)
    return Halves(left, right) if between < APART else None


def _row(text: str, common: Frequencies) -> dict[str, float]:
    weights = {gram: common.weight(gram) for gram in grams(text)}
    length = sum(weight**2 for weight in weights.values()) ** 0.5 or 1.0
    return {gram: weight / length for gram, weight in weights.items()}


def _product(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other[gram] for gram, weight in one.items() if gram in other)


def _mean(likeness: Sequence[float], goes: Sequence[bool], *, of: bool) -> float:
    found = [like for like, away in zip(likeness, goes, strict=True) if away is of]
    return sum(found) / len(found) if found else 0.0
