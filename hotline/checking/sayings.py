"""Sayings that the machine takes for another intent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from hotline.config import HotlineConfig
from ivr import Understanding
from ivr.template import cover, parse

ALIKE = 95
"""Percent of likeness from which two sentences are the same for a caller."""
_SENTENCES = 3
"""So many sentences of each saying are tried."""
_STRONG = 0.6
"""A saying that another queue wins with at least this score is a collision; below, the caller is asked."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    intent: int
    saying: int


def colliding_sayings(
    config: HotlineConfig, understanding: Understanding
) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    """(kind, path, message, hint) for sayings that two intents share, or that lead to another queue."""
    sentences = [
        _Sentence(understanding.normaliser.content(text) or text, at, index)
        for at, intent in enumerate(config.intents)
        for index, saying in enumerate(intent.sayings)
        for text in cover(parse(saying), config.lists, _SENTENCES)
    ]
    told: set[tuple[int, int]] = set()
    partners: set[tuple[int, int]] = set()
    for one, other in _alike(sentences):
        partners.add((other.intent, other.saying))
        if (one.intent, one.saying) not in told:
            told.add((one.intent, one.saying))
            mine, theirs = config.intents[one.intent], config.intents[other.intent]
            message = f"“{one.text}” is also a saying of {theirs.name} ({theirs.id})"
            hint = (
                f"keep it under one of them: {mine.id} leads to {mine.queue}, {theirs.id} to {theirs.queue}"
            )
            yield "collision", ("intents", one.intent, "sayings", one.saying), message, hint
    told |= partners  # a pair is told once
    for one in sentences:
        mine = config.intents[one.intent]
        judgement = understanding.decide(one.text)
        if judgement.queue == mine.queue or judgement.score < _STRONG or (one.intent, one.saying) in told:
            continue
        told.add((one.intent, one.saying))
        there = f"{judgement.intent}, queue {judgement.queue}, score {judgement.score:.2f}"
        message = f"“{one.text}” is taken for {there} ({judgement.reason})"
        hint = f"say it more like {mine.id}, add sayings to {mine.id}, or move it to {judgement.intent}"
        yield "collision", ("intents", one.intent, "sayings", one.saying), message, hint


def _alike(sentences: list[_Sentence]) -> Iterator[tuple[_Sentence, _Sentence]]:
    """Pairs of different queues-to-be: sentences of two intents that are all but the same."""
    texts = [sentence.text for sentence in sentences]
    for at, one in enumerate(sentences):
        later = range(at + 1, len(sentences))
        found = process.extract(one.text, texts[at + 1 :], scorer=fuzz.ratio, score_cutoff=ALIKE, limit=5)
        for _, _, index in found:
            other = sentences[later[index]]
            if other.intent != one.intent:
                yield one, other
