"""Whether a corrected sentence is what callers of another queue say: then the agent was mistaken."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from ivr import IvrSettings, Understanding
from ivr.settings.template import cover, parse
from ivr.understanding.topics.sayings import EXPANSIONS

LIKE = 80
"""Percent of likeness from which a sentence is all but a saying."""


class Rivals:
    """The sayings as they are before a correction. Made once: learning them takes a second."""

    def __init__(self, settings: IvrSettings) -> None:
        self._settings = settings
        self._understanding = Understanding(settings)
        self._sentences = [
            (self._content(text), text, intent.id)
            for intent in settings.intents
            for saying in intent.sayings
            for text in cover(parse(saying), settings.lists, EXPANSIONS)
        ]

    def same(self, saying: str, sayings: Iterable[str]) -> bool:
        """Whether one of `sayings` is that sentence, but for fillers, particles and signs."""
        content = self._content(saying)
        lists = self._settings.lists
        return any(
            content == self._content(one)
            for other in sayings
            for one in cover(parse(other), lists, EXPANSIONS)
        )

    def claim(self, saying: str, intent: str) -> str:
        """Why the sentence is another queue's, for people; empty when it may be a saying of `intent`.

        The machine must be sure of the other queue, and one of its sayings nearly the same. Either alone says
        nothing: sure mistakes are what corrections are for, and 社保卡丢了 is much like 医保卡丢了.
        """
        queue = self._settings.intent(intent).queue
        judgement = self._understanding.decide(saying)
        if judgement.queue == queue or judgement.score < self._settings.dialogue.route_at:
            return ""
        found = process.extractOne(
            self._content(saying), [content for content, _, _ in self._sentences], scorer=fuzz.ratio
        )
        if found is None or found[1] < LIKE:
            return ""
        _, text, other = self._sentences[found[2]]
        if self._settings.intent(other).queue != judgement.queue:
            return ""
        name = self._settings.intent(other).name
        return f"it is all but “{text}”, a saying of {name} ({other}, queue {judgement.queue})"

    def _content(self, text: str) -> str:
        return self._understanding.normaliser.content(text) or text
