"""What is learned of a configuration: of each intent its keywords and sayings, and what is no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from ivr.dialects.normalise import Normaliser
from ivr.settings.intents.intents import IntentSettings
from ivr.settings.settings import IvrSettings
from ivr.settings.words.template import cover, parse
from ivr.understanding.alarms import Alarm
from ivr.understanding.topics.classify import Sample
from ivr.understanding.topics.negatives import negatives

EXPANSIONS = 12
"""Most sentences learned of one saying; every option of its brackets is in one of them."""

_SAYING_WEIGHT = 1.5
"""Weight of a saying in training, shared by its sentences; a keyword has 1."""


@dataclass(frozen=True, slots=True)
class Known:
    """An intent and its normalised words."""

    settings: IntentSettings
    keywords: tuple[str, ...]
    alarm: Alarm


def known_of(settings: IvrSettings, label: int, normaliser: Normaliser) -> Known:
    """The intent at place `label`."""
    intent = settings.intents[label]
    keywords, unless = _plain(intent.keywords, normaliser), _plain(intent.unless, normaliser)
    return Known(intent, keywords, Alarm(keywords, unless, anywhere=settings.for_human(intent)))


def learned_of(settings: IvrSettings, label: int, normaliser: Normaliser) -> list[Sample]:
    """What the classifier learns of the intent at place `label`."""
    intent, numbers = settings.intents[label], count(label << 32)
    samples = [
        Sample(plain, label, next(numbers), written=word)
        for word in intent.keywords
        if (plain := normaliser.standard(word))
    ]
    for saying, number in zip(intent.sayings, numbers, strict=False):
        sentences = cover(parse(saying), settings.lists, EXPANSIONS)
        for sentence in sentences:
            text = normaliser.comparable(sentence)
            weight = _SAYING_WEIGHT / len(sentences)
            samples.append(Sample(text, label, number, weight, whole=True, written=sentence))
    return samples


def unlike_all(label: int, normaliser: Normaliser) -> list[Sample]:
    """What asks for nothing, as samples of the label `label`."""
    return [
        Sample(normaliser.comparable(text), label, -1 - place, whole=True, written=text)
        for place, text in enumerate(negatives())
    ]


def _plain(words: Sequence[str], normaliser: Normaliser) -> tuple[str, ...]:
    return tuple(plain for word in words if (plain := normaliser.standard(word)))
