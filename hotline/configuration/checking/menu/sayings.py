"""Sayings that the machine takes for another intent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ivr import IvrSettings, Understanding
from ivr.settings.words.template import cover, parse

ALIKE = 95
"""Percent of likeness from which two sentences are the same for a caller."""
_SENTENCES = 3
"""So many sentences of each saying are tried."""
_PIECE = 5
"""Characters; two sentences that are alike have so many in a row in common, or are the same."""
_STRONG = 0.6
"""A saying that another queue wins with at least this score is a collision; below, the caller is asked."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    intent: int
    saying: int


def colliding_sayings(
    settings: IvrSettings, understanding: Understanding
) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    """(kind, path, message, hint) for sayings that two intents share, or that lead to another queue."""
    sentences = [
        _Sentence(understanding.normaliser.comparable(text), at, index)
        for at, intent in enumerate(settings.intents)
        for index, saying in enumerate(intent.sayings)
        for text in cover(parse(saying), settings.lists, _SENTENCES)
    ]
    told: set[tuple[int, int]] = set()
    partners: set[tuple[int, int]] = set()
    for one, other in _alike(sentences):
        partners.add((other.intent, other.saying))
        if (one.intent, one.saying) not in told:
            told.add((one.intent, one.saying))
            mine, theirs = settings.intents[one.intent], settings.intents[other.intent]
            message = f"“{one.text}”也是“{theirs.name}”的说法 / is also a saying of {theirs.id}"
            hint = f"只留在一处：{mine.id} 转 {mine.queue}，{theirs.id} 转 {theirs.queue} / keep one of them"
            yield "collision", ("intents", one.intent, "sayings", one.saying), message, hint
    told |= partners  # a pair is told once
    places = understanding.doubtful([(one.text, settings.intents[one.intent].queue) for one in sentences])
    for one in (sentences[place] for place in places):
        mine = settings.intents[one.intent]
        judgement = understanding.decide(one.text)
        if judgement.queue == mine.queue or judgement.score < _STRONG or (one.intent, one.saying) in told:
            continue
        told.add((one.intent, one.saying))
        there = f"{judgement.intent}, queue {judgement.queue}, score {judgement.score:.2f}"
        message = f"“{one.text}”会被当作 {there}（{judgement.reason}） / is taken for another intent"
        hint = (
            f"改得更像 {mine.id}，给 {mine.id} 多写几种说法，或移到 {judgement.intent} / "
            "reword it, add sayings, or move it"
        )
        yield "collision", ("intents", one.intent, "sayings", one.saying), message, hint


def _alike(sentences: list[_Sentence]) -> Iterator[tuple[_Sentence, _Sentence]]:
    """Pairs of different queues-to-be: sentences of two intents that are all but the same.

    Only sentences that have a piece in common are compared: with fewer than one difference in ten characters
    there is one of that length.
    """
    having: dict[str, list[int]] = {}
    for at, one in enumerate(sentences):
        earlier = {place for piece in _pieces(one.text) for place in having.get(piece, ())}
        found = process.extract(
            one.text,
            {place: sentences[place].text for place in earlier if sentences[place].intent != one.intent},
            scorer=fuzz.ratio,
            score_cutoff=ALIKE,
            limit=5,
        )
        for _, _, place in sorted(found, key=lambda one: one[2]):
            yield sentences[place], one
        for piece in _pieces(one.text):
            having.setdefault(piece, []).append(at)


def _pieces(text: str) -> set[str]:
    """All runs of `_PIECE` characters; of a shorter text, itself."""
    return {text[begin : begin + _PIECE] for begin in range(max(len(text) - _PIECE, 0) + 1)}
