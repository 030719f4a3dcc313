"""Short answers: yes, no, good-bye. Compared by sound, because a recogniser writes 队 for 对."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from ivr.normalise import Normaliser
from ivr.pinyin import syllables
from ivr.settings import DialogueSettings

Answer = Literal["yes", "no"]

_PARTICLES = (
    *("啊", "呀", "吧", "嘛", "呢", "的", "了", "哦", "嗯", "呃", "哎", "喂", "我", "那"),
    *("谢谢", "不好意思", "对不起", "抱歉"),
)
"""May stand around an answer without changing it."""


class Answers:
    """Recognises the configured short answers."""

    def __init__(self, settings: DialogueSettings, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self._yes = self._sounds(settings.yes)
        self._no = self._sounds(settings.no)
        self._goodbye = self._sounds(settings.goodbye)
        self._particles = self._sounds(_PARTICLES)
        words = (word for word in map(normaliser.standard, settings.no) if len(word) > 1)
        self._no_words = tuple(sorted(words, key=len, reverse=True))

    def of(self, text: str) -> Answer | None:
        """yes or no; None when the text is something else, or more than that."""
        said = self._sound(text)
        if self._only(self._no, said):
            return "no"
        return "yes" if self._only(self._yes, said) else None

    def begins_with_yes(self, text: str) -> bool:
        """Whether a yes opens the text (“对，就是楼上太吵”)."""
        return re.match(f"(?:{self._yes})", self._sound(text)) is not None

    def is_goodbye(self, text: str) -> bool:
        """Whether the caller wants nothing more."""
        return self._only(self._goodbye, self._sound(text))

    def after_no(self, text: str) -> str | None:
        """What follows a no (“不是，我是说公积金”); None when the text does not begin with a no."""
        said = self._normaliser.standard(text)
        word = next((word for word in self._no_words if said.startswith(word)), None)
        return None if word is None else said[len(word) :]

    def _only(self, answers: str, said: str) -> bool:
        """Nothing but those answers, at least one, and particles."""
        return (
            re.fullmatch(f"(?:{self._particles})*(?:(?:{answers})(?:{self._particles})*)+", said) is not None
        )

    def _sound(self, text: str) -> str:
        return "".join(f"{syllable} " for syllable in syllables(self._normaliser.standard(text)))

    def _sounds(self, words: Iterable[str]) -> str:
        """A pattern for any of the words, the longest first."""
        return "|".join(re.escape(sound) for sound in sorted(map(self._sound, words), key=len, reverse=True))
