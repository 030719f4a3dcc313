"""All topics, kept while calls come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from hotline.city.topics.frequencies import Frequencies
from hotline.city.topics.grams import grams
from hotline.city.topics.minhash import NearDuplicates, Signature, signature
from hotline.city.topics.nearest import TellingGrams, alike, nearness
from hotline.city.topics.topic import Topic, Vector

SAME = 0.75
"""Of the grams of two texts that are nearly the same."""
NEAR = 0.15
"""How near a call is at least to the topic that it goes to."""
RELATED = 0.07
"""Cosine of two topics from which on a surge of one explains that of the other."""
MEANT = 0.9
"""Cosine of two meanings, by the encoder at hand, from which on letters need to agree but a third as well."""
REFILED = (2, 3, 5, 9, 17, 33, 65)
"""Calls of a topic at which what tells it is looked at again; later every 64."""
WORDLESS = 0
"""The topic of calls in which nothing was said."""
MOST = 40_000
"""Topics that are known; beyond them those are forgotten that rested the longest and nobody has named."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Where a call went."""

    topic: int
    distance: float
    """From what its topic's calls have in common: 0 the same, 1 nothing."""
    began: bool
    """The topic begins with this call."""


class Topics:
    """Pure but for what it remembers; the same calls in the same order make the same topics."""

    def __init__(
        self, known: Iterable[Topic] = (), common: Frequencies | None = None, next_id: int = 1
    ) -> None:
        """`known` and `common` as they were when the last process ended; ids are given from `next_id` on."""
        self.common = common or Frequencies()
        self._topics: dict[int, Topic] = {}
        self._next = next_id
        self._found_by = TellingGrams()
        self._same = NearDuplicates()
        for topic in known:
            self._topics[topic.id] = topic
            self._next = max(self._next, topic.id + 1)
            self._found_by.put(topic, self.common)
            for sentence in topic.sentences:
                if (signed := signature(grams(sentence))) is not None:
                    self._same.add(signed, topic.id)

    def __len__(self) -> int:
        return len(self._topics)

    def get(self, topic: int) -> Topic | None:
        """None where it was forgotten, or merged."""
        return self._topics.get(topic)

    def all(self) -> list[Topic]:
        """Those that are known now."""
        return list(self._topics.values())

    def assign(self, text: str, at: float, vector: Vector | None = None) -> Assigned:
        """Takes in one call's words. `vector`: what they mean, of unit length, where that is known."""
        found = grams(text)
        signed = signature(found)
        topic, near = self._nearest(found, signed, vector)
        began = topic is None
        if topic is None:
            topic, near = Topic(self._next if found else WORDLESS, at, at), 1.0
            self._topics[topic.id] = topic
            self._next += bool(found)
        topic.add(found, text, at, self.common, vector)
        self.common.add(found)
        if signed is not None:
            self._same.add(signed, topic.id)
        if began or topic.calls in REFILED or topic.calls % 64 == 0:
            self._found_by.put(topic, self.common)
        if began and len(self._topics) > MOST:
            self._forget()
        return Assigned(topic.id, round(1 - near, 3), began)

    def merge(self, old: int, into: int) -> None:
        """What belonged to one belongs to the other from now on. Raises `KeyError` when one is not known."""
        gone, kept = self._topics[old], self._topics[into]
        if old == into:
            return
        del self._topics[old]
        self._found_by.remove(old)
        self._same.rename(old, into)
        for gram, count in gone.grams.items():
            kept.grams[gram] = kept.grams.get(gram, 0.0) + count
        if gone.vector is not None and kept.vector is not None:
            share = np.float32(gone.weight / (gone.weight + kept.weight))
            kept.vector = (kept.vector * (1 - share) + gone.vector * share).astype(np.float32)
        kept.long = None
        kept.weight += gone.weight
        kept.calls += gone.calls
        kept.first, kept.last = min(kept.first, gone.first), max(kept.last, gone.last)
        self._found_by.put(kept, self.common)

    def split(self, topic: int, goes: Collection[int], at: float) -> Topic:
        """Begins a topic with those of the kept words of another (their places in them). Raises
        `KeyError`."""
        whole = self._topics[topic]
        texts = list(whole.sentences)
        new = Topic(self._next, at, at)
        self._next += 1
        for place in goes:
            new.add(grams(texts[place]), texts[place], at, self.common, None)
        share = len(goes) / len(texts)
        for gram, count in new.grams.items():
            left = whole.grams.get(gram, 0.0) - count * share * whole.weight / len(goes)
            whole.grams[gram] = max(left, 0.0)
        whole.grams = {gram: count for gram, count in whole.grams.items() if count > 0}
        whole.weight *= 1 - share
        whole.long = None
        kept = [text for place, text in enumerate(texts) if place not in goes]
        whole.sentences.clear()
        whole.sentences.extend(kept)
        self._topics[new.id] = new
        self._found_by.put(new, self.common)
        self._found_by.put(whole, self.common)
        for text in new.sentences:
            if (signed := signature(grams(text))) is not None:
                self._same.add(signed, new.id)
        return new

    def related(self, one: int, other: int) -> bool:
        """Whether two topics may well be the same matter in other words."""
        both = self._topics.get(one), self._topics.get(other)
        return both[0] is not None and both[1] is not None and alike(both[0], both[1], self.common) >= RELATED

    def neighbours(self, topic: Topic) -> list[Topic]:
        """Others that share with it what tells topics apart."""
        weights = {gram: self.common.weight(gram) for gram in topic.telling(self.common)}
        return [self._topics[one] for one in self._found_by.candidates(weights) if one != topic.id]

    def _nearest(
        self, found: frozenset[str], signed: Signature | None, vector: Vector | None
    ) -> tuple[Topic | None, float]:
        """The topic that a text goes to, and how near it is; None: it is far from all."""
        if signed is None:  # nothing was said that could be read
            return self._topics.get(WORDLESS), 1.0
        met = self._same.nearest(signed)
        if met is not None and met[1] >= SAME:
            return self._topics[met[0]], met[1]
        weights = {gram: self.common.weight(gram) for gram in found}
        wanted = self._found_by.candidates(weights)
        if met is not None and met[0] not in wanted:
            wanted.append(met[0])
        best: tuple[Topic | None, float] = None, 0.0
        for topic in (self._topics[one] for one in wanted):
            near = nearness(found, weights, topic, self.common)
            means_it = (
                vector is not None and topic.vector is not None and _cosine(vector, topic.vector) >= MEANT
            )
            needed = NEAR / 3 if means_it else NEAR
            if near >= needed and near > best[1]:
                best = topic, near
        return best

    def _forget(self) -> None:
        """The tenth of the topics that rested the longest."""
        for topic in sorted(self._topics.values(), key=lambda one: (one.calls > 3, one.last))[: MOST // 10]:
            del self._topics[topic.id]
            self._found_by.remove(topic.id)
            self._same.forget(topic.id)


def _cosine(one: Vector, other: Vector) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other) or 1.0))
