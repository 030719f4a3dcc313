"""A text as words of pinyin with tones, as a reader would say them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from models.speaking.symbols import PAUSES, Words

_MARKS = str.maketrans(
    {
        **dict.fromkeys("，、…—–～~（）()\u3000", ","),
        **{"；": ";", "：": ":", "。": ".", "\n": ".", "！": "!", "？": "?"},
    }
)
_PARTS = re.compile(
    r"(?P<numeral>[零〇一二三四五六七八九幺]{2,})|(?P<chinese>[\u4e00-\u9fff〇]+)|[A-Za-z]+|[,.;:?!]"
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_COUNTED = "第十百千万零〇一二三四五六七八九"
"""一 keeps its first tone behind these: it counts."""
_NAMED = "月号日"
"""... and before these."""

_LETTER_NAMES = (
    "A=ei1 B=bi4 C=sei1 D=di4 E=yi4 F=ai2fu5 G=ji4 H=ai2qi5 I=ai4 J=jie4 K=kei4 L=ai2lou5 M=ai2mu5 N=en1 "
    "O=ou1 P=pi4 Q=kiu1 R=a4er5 S=ai2si5 T=ti4 U=you1 V=wei1 W=da2bu5liu4 X=ai2ke5si5 Y=wai4 Z=zei4"
)
_LETTERS = dict(pair.split("=") for pair in _LETTER_NAMES.split())
"""Names of Latin letters as people say them in Mandarin."""
_SYLLABLE = re.compile(r"[a-z]+\d")

_CHINESE = re.compile(r"[\u4e00-\u9fff〇]")
_LATIN = re.compile("[A-Za-z]{2}")

Cut = Callable[[str], Iterable[str]]
"""Chinese characters -> words."""


def is_english(text: str) -> bool:
    """Whether it has Latin letters and no Chinese characters, beside which letters are read one by one."""
    return _LATIN.search(text) is not None and _CHINESE.search(text) is None


def read(text: str, cut: Cut) -> Words:
    """Words of pinyin and pauses (see `models.speaking.symbols`); what nobody can read is left out.

    Third tones, 一 and 不 change within words as people change them. Rows of numerals are read one by one.
    """
    words: Words = []
    for word in _words(text.translate(_FULL_WIDTH).translate(_MARKS), cut):
        if word[0] not in PAUSES or (words and words[-1][0] not in PAUSES):
            words.append(word)
    return words


def _words(text: str, cut: Cut) -> Iterator[list[str]]:
    for found in _PARTS.finditer(text):
        part = found[0]
        if found["numeral"]:
            yield from ([*_plain(numeral)] for numeral in part)
        elif found["chinese"]:
            yield from (_spoken(word) for word in _joined(cut(part)))
        elif part in PAUSES:
            yield [part]
        else:
            yield [syllable for letter in part.upper() for syllable in _SYLLABLE.findall(_LETTERS[letter])]


def _joined(words: Iterable[str]) -> Iterator[str]:
    """不 and 一 together with what decides their tone."""
    held = ""
    for word in words:
        if word in ("不", "一"):
            held += word
        else:
            yield held + word
            held = ""
    if held:
        yield held


def _spoken(word: str) -> list[str]:
    syllables = _plain(word, sandhi=True)
    for place, character in enumerate(word):
        if character == "一":
            syllables[place] = _one(word[:place], word[place + 1 :], syllables[place + 1 :])
    return syllables


def _one(before: str, after: str, syllables: list[str]) -> str:
    """The tone of 一 between these; pypinyin knows it in the words of its dictionary only."""
    if not after or after[0] in _NAMED or before[-1:] in tuple(_COUNTED):
        return "yi1"
    return "yi2" if syllables[0][-1] in "45" else "yi4"


def _plain(word: str, sandhi: bool = False) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # late: a third of a second, and most starts speak nothing new

    found = lazy_pinyin([word], Style.TONE3, neutral_tone_with_five=True, tone_sandhi=sandhi)
    return [syllable.replace("ü", "v") for syllable in found]
