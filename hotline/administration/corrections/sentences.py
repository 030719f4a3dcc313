"""The sayings of a configuration as sentences, as a correction is compared with them."""

from __future__ import annotations

from dataclasses import dataclass

from ivr import IvrSettings
from ivr.dialects.normalise import Normaliser
from ivr.settings.words.template import worded
from ivr.understanding.topics.sayings import EXPANSIONS


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a saying."""

    text: str
    content: str
    """What is compared of it: without fillers, particles and signs."""
    intent: str
    queue: str


def sentences_of(settings: IvrSettings, normaliser: Normaliser) -> list[Sentence]:
    """Of every saying all sentences that are learned. Normalising 10,000 takes about a second."""
    return [
        Sentence(text, normaliser.comparable(text), intent.id, intent.queue)
        for intent in settings.intents
        for text in worded(intent.sayings, settings.lists, EXPANSIONS)
    ]
