"""Whether a corrected sentence is what callers of another queue say: then the agent was mistaken."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from hotline.administration.corrections.sentences import sentences_of
from ivr import IvrSettings, Understanding
from ivr.settings.words.template import worded
from ivr.understanding.topics.sayings import EXPANSIONS

LIKE = 80
"""Percent of likeness from which a sentence is all but a saying."""


class Rivals:
    """The sayings as they are before a correction. Made once: learning them takes a second."""

    def __init__(self, settings: IvrSettings) -> None:
        self._settings = settings
        self._understanding = Understanding(settings)
        self._sentences = sentences_of(settings, self._understanding.normaliser)

    def same(self, saying: str, sayings: Iterable[str]) -> bool:
        """Whether one of `sayings` is that sentence, but for fillers, particles and signs."""
        compared = self._understanding.normaliser.comparable
        content = compared(saying)
        return any(content == compared(one) for one in worded(sayings, self._settings.lists, EXPANSIONS))

    def claim(self, saying: str, intent: str) -> str:
        """Why the sentence is another queue's, for people; empty when it may be a saying of `intent`.

        The machine must be sure of the other queue, and one of its sayings nearly the same. Either alone says
        nothing: sure mistakes are what corrections are for, and 社保卡丢了 is much like 医保卡丢了.
        """
        queue = self._settings.intent(intent).queue
        judgement = self._understanding.decide(saying)
        if judgement.queue == queue or judgement.score < self._settings.dialogue.route_at:
            return ""
        content = self._understanding.normaliser.comparable(saying)
        found = process.extractOne(content, [one.content for one in self._sentences], scorer=fuzz.ratio)
        if found is None or found[1] < LIKE:
            return ""
        rival = self._sentences[found[2]]
        if rival.queue != judgement.queue:
            return ""
        name = self._settings.intent(rival.intent).name
        return f"it is all but “{rival.text}”, a saying of {name} ({rival.intent}, queue {rival.queue})"
