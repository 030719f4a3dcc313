"""What else a sentence may ask for, where it is judged as one: “两个月没发工资了，居住证也快到期了”.

Where words announce it (另外, 完了再说), what follows them is judged; otherwise the sentence is cut where
a clause ends, and both sides are. By letters alone. Nobody is asked about what is found: the agent is told.
What was named first comes first where it is sure enough.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, islice

from ivr.dialects.normalise import Normaliser
from ivr.understanding.judgement import NOTHING, Judgement
from ivr.understanding.split_requests import clauses, parts
from ivr.understanding.topics.scores import Labels
from ivr.understanding.topics.topics import Topics

_LEAST_ANNOUNCED = 0.55
"""So sure what is announced must be, or one clause of it: more may follow, as “你一块给我记”. Of 1,255
sentences of our own 2 have a second need with it that is none."""

_LEAST = 0.6
"""Of our own sentences with two needs 75 % of the second are found with it, and one where there is only one
need in 20 %; with 0.8, 72 and 8 %. The agent sees what was said, and passes over it."""

_LEAST_BESIDE_DANGER = 0.8
"""The same where somebody is in danger: what was seen of it is like much else."""

_FIRST = 0.8
"""So sure both sides must be for what was named first to come first. Of 1,255 sentences of our own
it puts 12 right that were wrong, and 3 wrong."""

_DENIES = re.compile("不是|不要|不用|不问|不投诉|不管|别|莫|谁说|跟[^，]{1,6}没关系|没有?(丢|被)")
"""Nothing of what stands before is what the caller wants first."""

_ASKS = re.compile(
    "想问|想要|想找|想请|请问|咨询|能不能|可不可以|是不是|有没有|算不算|要不要|怎么|哪里|哪儿|到哪|去哪|谁管|找谁|吗"
)
"""Who asks only after the cut has told a story before it."""

_CUTS = 6
"""Places where a sentence is cut, those nearest to its middle."""


class SecondNeed:
    """Looks for it in the sentences of one configuration."""

    def __init__(
        self, topics: Topics, normaliser: Normaliser, calm: Labels, dangers: Collection[str]
    ) -> None:
        """`calm`: the labels that count, not those of `dangers`, ids of intents with a judge of their own."""
        self._topics, self._normaliser, self._calm, self._dangers = topics, normaliser, calm, dangers

    def beside(self, kept: str, main: Judgement) -> Sequence[Judgement]:
        """`main`, and what else `kept`, Mandarin with pauses, asks for of another queue; in their order."""
        if (announced := self._announced(kept, main)).intent is not None:
            return (main, announced)
        best, first = NOTHING, False
        for (before, after), sides in self._cut(kept):
            found = self._other(sides, main)
            if found.score > best.score:
                best = found
                story = _DENIES.search(before) or (_ASKS.search(after) and not _ASKS.search(before))
                sure = min(side.score for side in sides) >= _FIRST and main.intent not in self._dangers
                first = found is sides[0] and sure and not story
        if best.intent is None:
            return (main,)
        return (best, main) if first else (main, best)

    def _announced(self, kept: str, main: Judgement) -> Judgement:
        """What is announced of another queue; `NOTHING` where nothing is, or it is not sure enough."""
        pieces = [piece for part in parts(kept)[1:] for piece in (part, *clauses(part))]
        if not pieces:
            return NOTHING
        judged = self._topics.each([self._normaliser.bare(piece) for piece in pieces], self._calm)
        others = [one for one in judged if one.queue != main.queue and one.score >= _LEAST_ANNOUNCED]
        return max(others, key=lambda one: one.score, default=NOTHING)

    def _other(self, sides: Sequence[Judgement], main: Judgement) -> Judgement:
        """What one side of a cut asks for of another queue; `NOTHING` where that is not sure enough."""
        others = [side for side in sides if side.queue != main.queue]
        scores = [side.score for side in sides]
        if main.intent in self._dangers:
            counts = max(scores) >= _LEAST_BESIDE_DANGER
        else:
            counts = len(others) == 1 and min(scores) >= _LEAST
        return max(others, key=lambda side: side.score) if counts and others else NOTHING

    def _cut(self, kept: str) -> Iterator[tuple[tuple[str, str], Sequence[Judgement]]]:
        """Each cut, and what its two sides ask for."""
        cuts = list(islice(_cuts(kept), _CUTS))
        contents = [self._normaliser.bare(side) for side in chain.from_iterable(cuts)]
        judged = self._topics.each(contents, self._calm)
        return zip(cuts, zip(judged[::2], judged[1::2], strict=True), strict=True)


def _cuts(kept: str) -> Iterator[tuple[str, str]]:
    """Before and after, those nearest to the middle first."""
    said = clauses(kept)
    lengths = [len("".join(said[:place])) for place in range(1, len(said))]
    for place in sorted(range(len(lengths)), key=lambda place: abs(2 * lengths[place] - len("".join(said)))):
        yield "".join(said[: place + 1]), "".join(said[place + 1 :])
