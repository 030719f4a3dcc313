"""How a caller comes to speak another language than Mandarin: by key, by asking, or by being offered it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from ivr.dialects.normalise import Normaliser
from ivr.dialects.pinyin import syllables
from ivr.settings.languages import LanguageSettings
from ivr.slots.answers import LONGEST

_AROUND = (
    "我 我们 请 请问 麻烦 想 要 想要 需要 希望 能 能不能 能否 可以 可不可以 可以吗 行吗 行不行 "
    "会 会不会 只会 有 有没有 是不是 转 转到 换 换成 改 改成 选 选择 讲 说 用 听 听得懂 懂 接 "
    "服务 客服 专席 吗 吧 呢 啊 的 了 你好 您好 喂 那 好 一下 来 给我 帮我 please"
)
"""May stand around the name of a language in the wish to speak it; anything else is a request."""


class Languages:
    """The configured languages, and which of them can be recognised now."""

    def __init__(
        self,
        languages: Sequence[LanguageSettings],
        normaliser: Normaliser,
        usable: Collection[str] | None = None,
    ) -> None:
        """`usable` are the ids whose recogniser is loaded; without it, all that have one configured."""
        self._languages = tuple(languages)
        self._normaliser = normaliser
        self._usable = (
            frozenset(language.id for language in languages if language.heard)
            if usable is None
            else frozenset(usable)
        )
        around = self._pattern(_AROUND.split())
        self._wishes = [
            (language, re.compile(f"(?:{around})*(?:{self._pattern(language.words)})(?:{around})*"))
            for language in languages
            if language.words
        ]

    @property
    def words(self) -> tuple[str, ...]:
        """What callers call the languages, to be listened for beside the choices of a menu."""
        return tuple(word for language in self._languages for word in language.words)

    def usable(self, language: LanguageSettings) -> bool:
        """Whether the machine can hear it."""
        return language.id in self._usable

    def by_key(self, digit: str) -> LanguageSettings | None:
        """The language that this key chooses."""
        return next((language for language in self._languages if language.key == digit), None)

    def asked_for(self, text: str) -> LanguageSettings | None:
        """The language that the text asks for and that is all it says (“能讲粤语吗”)."""
        said = self._sound(text)
        if said.count(" ") > LONGEST:  # no such wish is that long, and the patterns would take for ever
            return None
        return next((language for language, wish in self._wishes if wish.fullmatch(said)), None)

    def to_offer(self, text: str) -> LanguageSettings | None:
        """The language to offer a caller who was not understood but said something like `text`."""
        for language in self._languages:
            signs = language.signs
            if language.offer and (not signs or any(sign in text for sign in signs)):
                return language
        return None

    def _sound(self, text: str) -> str:
        return "".join(f"{syllable} " for syllable in syllables(self._normaliser.standard(text)))

    def _pattern(self, words: Iterable[str]) -> str:
        """Any of the words, by sound, the longest first."""
        sounds = {re.escape(sound) for sound in map(self._sound, words) if sound}
        return "|".join(sorted(sounds, key=len, reverse=True)) or "(?!)"


class LanguageChoice:
    """Which language one caller speaks, and whether they were offered another."""

    def __init__(self, languages: Languages) -> None:
        self.languages = languages
        self.chosen: LanguageSettings | None = None
        self._offered = False

    def offer(self, heard: str) -> str | None:
        """What to say to a caller who was not understood; once, and to nobody who has chosen."""
        language = self.languages.to_offer(heard)
        if language is None or self.chosen is not None or self._offered:
            return None
        self._offered = True
        return language.offer

    @property
    def speakers(self) -> str | None:
        """Queue of those who speak the chosen language."""
        return self.chosen.queue if self.chosen is not None else None
