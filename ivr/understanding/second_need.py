"""What else a sentence may ask for where nothing announces it: “两个月没发工资了，居住证也快到期了”.

It is cut where a clause ends, and both sides are judged by letters alone. Nobody is asked about what is
found, and no call goes elsewhere for it: the agent is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain, islice

from ivr.dialects.normalise import Normaliser
from ivr.understanding.judgement import NOTHING, Judgement
from ivr.understanding.split_requests import clauses
from ivr.understanding.topics.scores import Labels
from ivr.understanding.topics.topics import Topics

_LEAST = 0.6
"""Of our own sentences with two needs 75 % of the second are found with it, and one where there is only one
need in 20 %; with 0.8, 72 and 8 %. The agent sees what was said, and passes over it."""

_LEAST_BESIDE_DANGER = 0.8
"""The same where somebody is in danger: what was seen of it is like much else."""

_CUTS = 6
"""Places where a sentence is cut, those nearest to its middle."""


class SecondNeed:
    """Looks for it in the sentences of one configuration."""

    def __init__(
        self, topics: Topics, normaliser: Normaliser, calm: Labels, dangers: Collection[str]
    ) -> None:
        """`calm`: the labels that count, not those of `dangers`, ids of intents with a judge of their own."""
        self._topics, self._normaliser, self._calm, self._dangers = topics, normaliser, calm, dangers

    def beside(self, kept: str, main: Judgement) -> Judgement | None:
        """What `kept`, standard Mandarin with pauses, asks for beside `main`, for another queue."""
        best = NOTHING
        for sides in self._sides(kept):
            others = [side for side in sides if side.queue != main.queue]
            if main.intent in self._dangers:
                counts = max(side.score for side in sides) >= _LEAST_BESIDE_DANGER
            else:
                counts = len(others) == 1 and min(side.score for side in sides) >= _LEAST
            if counts:
                best = max((best, *others), key=lambda side: side.score)
        return best if best.intent else None

    def _sides(self, kept: str) -> Iterator[tuple[Judgement, Judgement]]:
        cuts = list(islice(_cuts(kept), _CUTS))
        contents = [self._normaliser.bare(side) for side in chain.from_iterable(cuts)]
        judged = self._topics.each(contents, self._calm)
        return zip(judged[::2], judged[1::2], strict=True)


def _cuts(kept: str) -> Iterator[tuple[str, str]]:
    """Before and after, those nearest to the middle first."""
    said = clauses(kept)
    lengths = [len("".join(said[:place])) for place in range(1, len(said))]
    for place in sorted(range(len(lengths)), key=lambda place: abs(2 * lengths[place] - len("".join(said)))):
        yield "".join(said[: place + 1]), "".join(said[place + 1 :])
