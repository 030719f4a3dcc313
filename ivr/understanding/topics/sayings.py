"""What is learned of a configuration: of each intent its keywords and sayings, and what is no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count

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


_Words = tuple[int, tuple[str, ...], tuple[str, ...]]
"""The label of an intent, its keywords and its sayings."""


@dataclass(frozen=True, slots=True)
class Known:
    """An intent and its normalised words."""

    settings: IntentSettings
    keywords: tuple[str, ...]
    alarm: Alarm


class Lessons:
    """What there is to learn in one configuration, of each intent by itself."""

    def __init__(self, settings: IvrSettings, before: Lessons | None = None) -> None:
        """`before`: of an earlier configuration. Where an intent stands in the same place as there, with the
        same words, its sentences are taken over: they are what would be made anew."""
        tolerance = settings.tolerance
        self._ground = tolerance, settings.dialect, settings.lists
        kept = before if before is not None and before._ground == self._ground else None
        active = tolerance.active()
        self.normaliser: Normaliser = (
            Normaliser(settings.dialect, active if tolerance.wordings else {}, named=tolerance.dialects)
            if kept is None
            else kept.normaliser
        )
        labels = range(len(settings.intents))
        self.known = [known_of(settings, label, self.normaliser) for label in labels]
        self._learned: dict[_Words, list[Sample]] = {}
        for label, intent in enumerate(settings.intents):
            words = label, intent.keywords, intent.sayings
            there = None if kept is None else kept._learned.get(words)
            self._learned[words] = there or learned_of(settings, label, self.normaliser)
        nothing = unlike_all(len(settings.intents), self.normaliser)
        self.samples = [*chain.from_iterable(self._learned.values()), *nothing]
        """Those that ask for nothing have the label behind the last intent's."""


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
