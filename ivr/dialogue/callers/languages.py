"""How a caller comes to be heard in another language than Mandarin.

By key, by asking, by being offered it, or because the second pass takes what they say for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from ivr.dialects.normalise import Normaliser
from ivr.dialects.pinyin import syllables
from ivr.settings.callers.foreign import ForeignSettings
from ivr.settings.callers.languages import LanguageSettings
from ivr.slots.answers import LONGEST
from ivr.understanding.tongue import Tongue

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

    def heard_as(self, id: str) -> LanguageSettings | None:
        """The language of that id, where the machine can hear it."""
        return next((one for one in self._languages if one.id == id and self.usable(one)), None)

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

    def __init__(self, languages: Languages, told: ForeignSettings) -> None:
        """`told`: how sure the second pass must be of a language."""
        self.languages = languages
        self.chosen: LanguageSettings | None = None
        """The one that they are heard in; None: Mandarin."""
        self.foreign = ""
        """What they speak who are put through for it, ISO 639; empty for all others."""
        self._told = told
        self._likely: LanguageSettings | None = None
        self._offered = False

    def notice(self, tongue: Tongue) -> LanguageSettings | None:
        """Takes what the second pass took a sentence for: the language that the caller is heard in from now
        on, if that is another. One that is less sure is offered when the caller is not understood.
        """
        language = self.languages.heard_as(tongue.language)
        if language is None or self.chosen is not None or tongue.confidence < self._told.certain_at:
            return None
        if tongue.confidence < self._told.against_chinese:
            self._likely = language
            return None
        self.chosen = language
        return language

    def offer(self, heard: str) -> str | None:
        """What to say to a caller who was not understood; once, and to nobody who has chosen."""
        likely = self._likely if self._likely is not None and self._likely.offer else None
        language = likely or self.languages.to_offer(heard)
        if language is None or self.chosen is not None or self._offered:
            return None
        self._offered = True
        return language.offer

    @property
    def language(self) -> str:
        """What they speak, where it is not Mandarin."""
        return self.foreign or (self.chosen.id if self.chosen is not None else "")

    @property
    def speakers(self) -> str | None:
        """Queue of those who speak the chosen language."""
        return self.chosen.queue if self.chosen is not None else None
