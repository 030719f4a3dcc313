"""Which language something was said in: as the second pass took it, or by the letters of what is typed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

CHINESE = frozenset({"zh", "cmn", "yue", "wuu", "nan", "hak", "gan", "hsn", "cjy", "cdo"})
"""Mandarin and what is written in the same characters (ISO 639)."""

UNKNOWN = "und"
"""ISO 639-2 for a language that nobody has determined."""

_HAN, _LATIN = "CJK", "LATIN"
_KANA = ("HIRAGANA", "KATAKANA")
_UNSPACED = {_HAN, *_KANA, "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"}
"""Scripts without blanks between words; two of their letters are about a word."""
_LANGUAGES = {
    _HAN: "zh",
    _LATIN: "en",
    **dict.fromkeys(_KANA, "ja"),
    "HANGUL": "ko",
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "TIBETAN": "bo",
    "MONGOLIAN": "mn",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
}
"""The language that most callers mean who write in that script."""
_JAPANESE = 0.2
"""From this share of kana on a text is Japanese, its Chinese characters too."""
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

_NAMES = {
    "zh": "汉语",
    "yue": "粤语",
    "en": "英语",
    "ja": "日语",
    "ko": "韩语",
    "ru": "俄语",
    "fr": "法语",
    "de": "德语",
    "es": "西班牙语",
    "pt": "葡萄牙语",
    "it": "意大利语",
    "ar": "阿拉伯语",
    "vi": "越南语",
    "th": "泰语",
    "lo": "老挝语",
    "km": "柬埔寨语",
    "my": "缅甸语",
    "id": "印尼语",
    "ms": "马来语",
    "hi": "印地语",
    "ur": "乌尔都语",
    "bn": "孟加拉语",
    "fa": "波斯语",
    "tr": "土耳其语",
    "uk": "乌克兰语",
    "kk": "哈萨克语",
    "mn": "蒙古语",
    "bo": "藏语",
    "ug": "维吾尔语",
}


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, and how sure that is."""

    language: str
    """ISO 639; `und` when there are no letters to tell it by."""
    confidence: float

    @property
    def chinese(self) -> bool:
        """Whether it is understood here, or nothing else is known."""
        return self.language in CHINESE or self.language == UNKNOWN

    @property
    def name(self) -> str:
        """As an agent reads it."""
        return _NAMES.get(self.language, f"外语（{self.language}）")


def tongue_of(text: str, language: str = "", confidence: float = 0.0) -> Tongue:
    """What the second pass took the speech for (`language`, ISO 639), or else what the letters say.

    Letters tell scripts, not languages: Latin ones are held to be English.
    """
    return Tongue(language, confidence) if language else _by_letters(text)


def words_of(text: str) -> list[str]:
    """Its words in small letters; of Chinese and other scripts without blanks, two letters are one."""
    found: list[str] = []
    for run in _WORDS.findall(text.lower()):
        for script, letters in groupby(run, _script):
            piece = "".join(letters)
            unspaced = script in _UNSPACED
            found += [piece[at : at + 2] for at in range(0, len(piece), 2)] if unspaced else [piece]
    return found


def _by_letters(text: str) -> Tongue:
    weights = Counter(_script(word[0]) for word in words_of(text))
    kana = sum(weights[script] for script in _KANA)
    if kana and kana >= _JAPANESE * (kana + weights[_HAN]):
        weights[_KANA[0]] = kana + weights.pop(_HAN, 0)
        del weights[_KANA[1]]
    if not weights:
        return Tongue(UNKNOWN, 0.0)
    script, most = weights.most_common(1)[0]
    return Tongue(_LANGUAGES.get(script, UNKNOWN), most / weights.total())


def _script(letter: str) -> str:
    if letter in "'’":  # within a word: don't
        return _LATIN
    return unicodedata.name(letter, "").partition(" ")[0]
