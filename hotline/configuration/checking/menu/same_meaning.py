"""Sayings of different queues that mean the same in other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz

from hotline.configuration.checking.menu.sayings import ALIKE
from ivr import IvrSettings, Understanding
from ivr.settings.words.template import cover, parse
from ivr.understanding.topics.meaning import Vector, centred

SAME = 0.765
"""Likeness from which it is told. Of 20 pairs of our own in other words half are as alike, of 20 that differ
in one thing that matters (a lost driving licence, a lost identity card) four, of the 1,748 shipped sayings
two pairs. Lower, there are more of the second kind than of the first."""

_AT_ONCE = 1000
"""Sayings that are compared with all others in one go: 40 MB for 10,000."""


def same_meaning(
    settings: IvrSettings, understanding: Understanding, vectors: Mapping[str, Vector]
) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    """(kind, path, message, hint). `vectors`: of the sentences of `understanding`; a saying that is not among
    them is not compared. The same in letters, too, is a collision. 10,000 sayings take seconds.
    """
    places, texts = [], []
    for at, intent in enumerate(settings.intents):
        for n, saying in enumerate(intent.sayings):
            sentence = cover(parse(saying), settings.lists, 1)[0]
            text = understanding.normaliser.comparable(sentence)
            if text in vectors:
                places.append((at, n))
                texts.append(text)
    queues = [settings.intents[at].queue for at, _ in places]
    for one, other in _pairs(texts, queues, vectors):
        if fuzz.ratio(texts[one], texts[other]) >= ALIKE:
            continue
        (at, n), (there, _) = places[one], places[other]
        mine, theirs = settings.intents[at], settings.intents[there]
        message = (
            f"“{texts[one]}”和“{theirs.name}”的“{texts[other]}”意思差不多 / "
            f"means nearly the same as this saying of {theirs.id}"
        )
        hint = (
            f"这样说的来电人该转 {mine.queue} 还是 {theirs.queue}？只留一处，或把两句说得更明白 / "
            "keep it in one of them, or say more in both"
        )
        yield "meaning", ("intents", at, "sayings", n), message, hint


def _pairs(
    texts: Sequence[str], queues: Sequence[str], vectors: Mapping[str, Vector]
) -> Iterator[tuple[int, int]]:
    """Places of texts of different queues of which each is the most like the other. What all vectors have in
    common is taken away first: they point into nearly the same direction."""
    if not texts:
        return
    table = centred(np.array([vectors[text] for text in texts]), np.mean([*vectors.values()], axis=0))
    queue_of = np.unique(queues, return_inverse=True)[1]
    nearest: list[tuple[int, float]] = []
    for begin in range(0, len(texts), _AT_ONCE):
        block = slice(begin, begin + _AT_ONCE)
        found = table[block] @ table.T
        found[queue_of[block, None] == queue_of[None, :]] = -1
        nearest += zip(found.argmax(axis=1).tolist(), found.max(axis=1).tolist(), strict=True)
    for row, (other, likeness) in enumerate(nearest):
        if row < other and nearest[other][0] == row and likeness >= SAME:
            yield row, other
