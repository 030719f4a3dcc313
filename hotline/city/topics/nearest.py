"""Which topics a text may belong to: found by the grams that tell them from others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from heapq import nlargest

from hotline.city.topics.frequencies import Frequencies
from hotline.city.topics.topic import Topic

ASKED = 40
"""Grams of a text that are looked up, the rarest."""
LONGEST_LIST = 400
"""Topics a gram: what more of them share tells them not apart."""
COMPARED = 12
"""Topics that are compared in full."""


class TellingGrams:
    """Topics by their telling grams."""

    def __init__(self) -> None:
        self._topics: dict[str, dict[int, None]] = {}
        """Gram -> topics, in the order in which they came."""
        self._of: dict[int, list[str]] = {}

    def put(self, topic: Topic, common: Frequencies) -> None:
        """The topic is found by what tells it now."""
        self.remove(topic.id)
        grams = topic.telling(common)
        self._of[topic.id] = grams
        for gram in grams:
            found = self._topics.setdefault(gram, {})
            found[topic.id] = None
            if len(found) > LONGEST_LIST:
                del found[next(iter(found))]

    def remove(self, topic: int) -> None:
        """It is not found any more."""
        for gram in self._of.pop(topic, ()):
            if (found := self._topics.get(gram)) is not None:
                found.pop(topic, None)
                if not found:
                    del self._topics[gram]

    def candidates(self, weights: Mapping[str, float]) -> list[int]:
        """Those that share the most with a text of these grams and weights."""
        shared: dict[int, float] = {}
        for gram in nlargest(ASKED, weights, key=weights.__getitem__):
            for topic in self._topics.get(gram, ()):
                shared[topic] = shared.get(topic, 0.0) + weights[gram]
        return nlargest(COMPARED, shared, key=shared.__getitem__)


def nearness(
    grams: Collection[str], weights: Mapping[str, float], topic: Topic, common: Frequencies
) -> float:
    """The cosine between a text and a topic: 0 to 1. `weights`: of the grams of the text."""
    own = float(sum(weights[gram] ** 2 for gram in grams) ** 0.5)
    length = topic.length(common)
    if own == 0 or length == 0:
        return 0.0
    product = sum(weights[gram] ** 2 * topic.grams[gram] for gram in grams if gram in topic.grams)
    return float(min(1.0, product / topic.weight / own / length))


def alike(one: Topic, other: Topic, common: Frequencies) -> float:
    """The cosine of two topics: 0 to 1."""
    fewer, more = sorted((one, other), key=lambda topic: len(topic.grams))
    product = sum(
        count * more.grams[gram] * common.weight(gram) ** 2
        for gram, count in fewer.grams.items()
        if gram in more.grams
    )
    lengths = one.length(common) * other.length(common)
    return float(min(1.0, product / one.weight / other.weight / lengths)) if lengths else 0.0
