"""A judge whose judgements are written down: it learns nothing, so no new saying changes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ivr import IvrSettings, Judgement
from ivr.dialects.normalise import Normaliser
from ivr.dialects.sounds import sounds_of
from ivr.understanding.about_talk.about_talk import AboutTalk
from ivr.understanding.judgement import NOTHING
from ivr.understanding.topics.meaning import Vector

SURE = 0.95
"""Score of an intent one of whose sayings or keywords stands in the sentence."""
UNLIKELY = {"dining": 0.3}
"""Intents that are never sure."""


class ScriptedJudge:
    """An intent is meant where one of its sayings stands in the sentence; of several the one said first."""

    def __init__(self, settings: IvrSettings) -> None:
        self.normaliser = Normaliser(settings.dialect, {})
        self.about_talk = AboutTalk(self.normaliser)
        self.sounds = sounds_of(settings.tolerance)
        self._intents = settings.intents
        self._urgent = sorted((one for one in settings.intents if one.urgent), key=settings.for_human)
        """Danger before the wish for a human, as the real one has it."""

    def urgent(self, text: str) -> Judgement | None:
        for intent in self._urgent:
            if any(word in text.replace(f"不用{word}", "") for word in intent.keywords):
                return Judgement(intent.id, intent.queue, SURE, reason="听到紧急的话")
        return None

    def alarming(self, text: str, vector: Vector | None = None) -> Judgement | None:
        return None

    def decide(self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None) -> Judgement:
        if urgent := self.urgent(text):
            return urgent
        return next((found for said in (text, *alternatives) if (found := self._of(said)).score), NOTHING)

    def needs(
        self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None
    ) -> Sequence[Judgement]:
        halves = [self.decide(half) for half in re.split("，?还有", text)]
        return halves if len(halves) > 1 else [self.decide(text, alternatives)]

    def beside(self, text: str, main: Judgement, vector: Vector | None = None) -> Sequence[Judgement]:
        """After an “又”."""
        second = self._of(text.partition("又")[2])
        return (main, second) if second.queue != main.queue and second.intent else (main,)

    def _of(self, text: str) -> Judgement:
        found = [
            (text.index(word), intent)
            for intent in self._intents
            for word in (*intent.sayings, *intent.keywords)
            if word in text
        ]
        said = list(dict.fromkeys(intent.id for _, intent in sorted(found, key=lambda one: one[0])))
        if not said:
            return NOTHING
        best = next(intent for intent in self._intents if intent.id == said[0])
        scores = [UNLIKELY.get(id, SURE) for id in said]
        other = (said[1], scores[1]) if len(said) > 1 else (None, 0.0)
        return Judgement(best.id, best.queue, scores[0], *other, reason=f"说的是{best.name}")
