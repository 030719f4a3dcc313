"""Callers who speak no Chinese: told by what they say first, and what becomes of them. Danger goes before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ivr.settings.callers.foreign import ForeignSettings
from ivr.settings.settings import IvrSettings
from ivr.understanding.judge import Judge
from ivr.understanding.judgement import Judgement
from ivr.understanding.tongue import Tongue, tongue_of, words_of
from ivr.understanding.understand import URGENT_SCORE


@dataclass(frozen=True, slots=True)
class Foreign:
    """A caller who speaks no Chinese."""

    tongue: Tongue
    judgement: Judgement
    """Where they go."""


class ForeignSpeakers:
    """Judges what was said in another language; holds no state between sentences."""

    def __init__(self, settings: IvrSettings, understanding: Judge) -> None:
        self._settings = settings
        self._understanding = understanding
        foreign = settings.foreign_speakers
        self._foreign: ForeignSettings = foreign
        self._common = frozenset(word for line in foreign.common for word in words_of(line))
        self._calm = _any_of(foreign.calm)
        self._danger = {intent: _any_of(words) for intent, words in foreign.danger.items()}
        self._cries = {intent: _any_of(words) for intent, words in foreign.cries.items()}

    def judge(self, text: str, tongue: Tongue, understood: bool = False) -> Foreign | None:
        """Where a caller goes who says that in that language; None for Chinese, and what may be Chinese.

        `understood`: the caller has said in Chinese what they want.
        """
        if (danger := self.danger(text)) is not None:
            return danger
        foreign = self._foreign
        sure = tongue.confidence >= foreign.enough(tongue.language)
        told = foreign.intent is not None and not tongue.chinese and sure
        if not told or understood or not self._says_enough(text):
            return None
        if tongue.confidence < foreign.against_chinese and self._makes_sense(text):
            return None
        return Foreign(tongue, self._to_speakers(tongue))

    def says_nothing(self, text: str) -> bool:
        """Whether it is nothing but words of another language that everybody uses: hello, OK, thank you."""
        return not tongue_of(text).chinese and not set(words_of(text)) - self._common

    def danger(self, text: str) -> Foreign | None:
        """The emergency that a text in another language names."""
        by_letters = tongue_of(text)
        if by_letters.chinese:
            return None
        said = self._calm.sub(" ", " ".join(words_of(text)))
        for intent, words in self._danger.items():
            if found := words.search(said):
                return self._urgent(intent, found.group(), by_letters)
        for intent, words in self._cries.items():
            if (found := words.search(said)) and not set(words_of(words.sub("", said))) - self._common:
                return self._urgent(intent, found.group(), by_letters)
        return None

    def _says_enough(self, text: str) -> bool:
        return len(set(words_of(text)) - self._common) >= self._foreign.least_words

    def _makes_sense(self, text: str) -> bool:
        """Whether it is written in Chinese and may be a request."""
        likely = self._settings.dialogue.confirm_at
        return tongue_of(text).chinese and self._understanding.decide(text).score >= likely

    def _to_speakers(self, tongue: Tongue) -> Judgement:
        assert self._foreign.intent is not None
        intent = self._settings.intent(self._foreign.intent)
        queue = next((one.queue for one in self._settings.languages if one.id == tongue.language), None)
        reason = f"来电人说{tongue.name}"
        return Judgement(intent.id, queue or intent.queue, tongue.confidence, reason=reason)

    def _urgent(self, intent: str, word: str, tongue: Tongue) -> Foreign:
        queue = self._settings.intent(intent).queue
        reason = f"来电人说{tongue.name}，听到“{word}”，立即处理"
        return Foreign(tongue, Judgement(intent, queue, URGENT_SCORE, reason=reason))


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the phrases as whole words, the longest first; nothing when there are none."""
    plain = sorted({" ".join(words_of(phrase)) for phrase in phrases}, key=len, reverse=True)
    alternatives = "|".join(re.escape(phrase) for phrase in plain if phrase)
    return re.compile(rf"\b(?:{alternatives})\b" if alternatives else "(?!)")
