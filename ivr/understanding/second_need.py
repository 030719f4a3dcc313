"""What else a sentence may ask for, where it is judged as one: “两个月没发工资了，居住证也快到期了”.

Where words announce it (另外, 完了再说), what follows them is looked at; besides, the sentence is cut where
a clause ends, and both sides are. How likely a piece is a need of its own is weighed in a logistic
regression: what its letters say, whether the rest is still what the sentence asks for, and whether the
meaning of the whole sentence has to do with it. Nobody is asked about what is found: the agent is told. What
was named first comes first where it is sure enough. Weights: `second_need.yaml`, made by
`script/bench understanding --calibrate`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from ivr.dialects.normalise import Normaliser
from ivr.understanding.judgement import Judgement
from ivr.understanding.logistic import weights_in
from ivr.understanding.split_requests import clauses, parts
from ivr.understanding.topics.classify import Margins
from ivr.understanding.topics.scores import Labels, Scores, features_of, score
from ivr.understanding.topics.topics import Topics

_LEAST, _MOST = 0.2, 2
"""So likely a need of its own it must be, and so many are told, of different queues. Of 71 sentences of
our own with two needs, not fitted on, 79 % have the second told then, and 16 % of 571 with one need have
one too many; at 0.3 it is 73 and 10 %. The agent sees what was said, and passes over one that is none."""

_FIRST = 0.8
"""So sure both sides must be by letters for what was named first to come first. Of 1,255 sentences of our own
it puts 12 right that were wrong, and 3 wrong."""

_DENIES = re.compile("不是|不要|不用|不问|不投诉|不管|别|莫|谁说|跟[^，]{1,6}没关系|没有?(丢|被)")
"""Nothing of what stands before is what the caller wants first."""

_ASKS = re.compile(
    "想问|想要|想找|想请|请问|咨询|能不能|可不可以|是不是|有没有|算不算|要不要|怎么|哪里|哪儿|到哪|去哪|谁管|找谁|吗"
)
"""Who asks only after the cut has told a story before it."""

_CUTS = 6
"""Places where a sentence is cut, those nearest to its middle."""


@dataclass(frozen=True, slots=True)
class OtherNeed:
    """A piece of a sentence that may be a need of its own."""

    intent: str
    queue: str
    chance: float
    """How likely it is one, 0 to 1."""
    features: Mapping[str, float]
    """What was weighed, by name."""
    first: bool
    """Whether it was named before the main need, and no story leads from it to that."""


@dataclass(frozen=True, slots=True)
class _Piece:
    said: str
    rest: str
    announced: bool
    first: bool


class SecondNeed:
    """Looks for it in the sentences of one configuration."""

    def __init__(
        self, topics: Topics, normaliser: Normaliser, calm: Labels, dangers: Collection[str]
    ) -> None:
        """`calm`: the labels that count, not those of `dangers`, ids of intents with a judge of their own."""
        self._topics, self._normaliser, self._calm, self._dangers = topics, normaliser, calm, dangers
        self._queues = np.array(topics.queue_of)

    def beside(self, kept: str, main: Judgement, likeness: Scores | None) -> Sequence[Judgement]:
        """`main`, and what else `kept`, Mandarin with pauses, asks for of another queue; in their order.
        `likeness`: how near all of it is in meaning to each label, where that is known."""
        likely: dict[str, OtherNeed] = {}
        for one in sorted(self.candidates(kept, main, likeness), key=lambda one: -one.chance):
            if one.chance >= _LEAST:
                likely.setdefault(one.queue, one)
        best = list(likely.values())[:_MOST]
        others = [Judgement(intent=one.intent, queue=one.queue, score=one.chance) for one in best]
        return (others[0], main, *others[1:]) if best and best[0].first else (main, *others)

    def candidates(self, kept: str, main: Judgement, likeness: Scores | None) -> Sequence[OtherNeed]:
        """The likeliest of another queue than that of `main` in each piece."""
        pieces = list(_pieces(kept)) if main.intent is not None else []
        bare = {one: self._normaliser.bare(one) for piece in pieces for one in (piece.said, piece.rest)}
        contents = [content for content in dict.fromkeys(bare.values()) if content]
        if not contents:
            return ()
        margins = dict(zip(contents, self._topics.classifier.margins(contents), strict=True))
        others = self._calm & (self._queues != main.queue) & (self._queues != "")
        return [
            self._candidate(
                piece, margins[bare[piece.said]], margins.get(bare[piece.rest]), main, others, likeness
            )
            for piece in pieces
            if bare[piece.said] and others.any()
        ]

    def _candidate(
        self,
        piece: _Piece,
        said: Margins,
        rest: Margins | None,
        main: Judgement,
        others: Labels,
        likeness: Scores | None,
    ) -> OtherNeed:
        best = _best(said, others)
        queue = self._topics.queue_of[best]
        sure = score(features_of(best, self._topics.queue_of, said, None, self._calm))
        danger = main.intent in self._dangers
        left = 1.0 if danger else self._left(rest, main)
        features = {
            "letters_own": float(said[best]),
            "letters_sure": sure,
            "rest_sure": left,
            "least_sure": min(sure, left),
            "announced": float(piece.announced),
            "beside_danger": float(danger),
        }
        if likeness is not None:
            third = likeness[others & (self._queues != queue)].max(initial=0.0)
            own = likeness[others & (self._queues == queue)].max()
            features["meaning_own"] = float(own)
            features["meaning_behind"] = float(own - likeness[:-1].max())
            features["meaning_lead"] = float(own - third)
        weights = weights_in(__package__, "second_need.yaml")
        chance = weights["letters" if likeness is None else "meaning"].chance(features)
        first = piece.first and not danger and min(sure, left) >= _FIRST
        return OtherNeed(self._topics.intent_of(best), queue, chance, features, first)

    def _left(self, rest: Margins | None, main: Judgement) -> float:
        """How sure what is left of the sentence asks for what all of it does, by letters."""
        mains = self._calm & (self._queues == main.queue)
        if rest is None or not mains.any():
            return 0.0
        return score(features_of(_best(rest, mains), self._topics.queue_of, rest, None, self._calm))


def _best(margins: Margins, among: Labels) -> int:
    """The likeliest label; some must be `among`."""
    return int(np.where(among, margins, -np.inf).argmax())


def _pieces(kept: str) -> Iterator[_Piece]:
    """What is announced, and both sides of every cut."""
    begun, *announced = parts(kept) or [""]
    for part in announced:
        for said in dict.fromkeys((part, *clauses(part))):
            yield _Piece(said, begun, announced=True, first=False)
    for before, after in islice(_cuts(kept), _CUTS):
        story = _DENIES.search(before) or (_ASKS.search(after) and not _ASKS.search(before))
        yield _Piece(before, after, announced=False, first=not story)
        yield _Piece(after, before, announced=False, first=False)


def _cuts(kept: str) -> Iterator[tuple[str, str]]:
    """Before and after, those nearest to the middle first."""
    said = clauses(kept)
    lengths = [len("".join(said[:place])) for place in range(1, len(said))]
    for place in sorted(range(len(lengths)), key=lambda place: abs(2 * lengths[place] - len("".join(said)))):
        yield "".join(said[: place + 1]), "".join(said[place + 1 :])
