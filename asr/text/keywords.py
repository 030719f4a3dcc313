"""Phrases as a keyword spotter's list: initials and finals with tones, as models trained on WenetSpeech have.

A line of the list is `sh è b ǎo @社保` (k2-fsa.github.io/sherpa/onnx/kws): the phrase's sounds in the model's
own tokens, and what is reported when they are heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pypinyin import Style, pinyin
from pypinyin.contrib.tone_convert import to_finals_tone, to_initials

from asr.text.text import join_words

_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
_TELEPHONE_DIGITS = str.maketrans("0123456789", "零幺二三四五六七八九")
"""How numbers are read out: 110 is 一一零 to some and 幺幺零 to others."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A phrase the spotter will not hear, or will report as another."""

    phrase: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeywordList:
    """What a model listens for."""

    lines: tuple[str, ...]
    """One sound sequence each; a phrase with digits has two."""
    phrases: tuple[str, ...]
    """Those that are covered, in order."""
    gaps: tuple[Gap, ...]

    @property
    def text(self) -> str:
        """As sherpa-onnx takes it for one stream."""
        return "/".join(self.lines)


def compile_keywords(phrases: Iterable[str], tokens: frozenset[str]) -> KeywordList:
    """The list for `phrases`, with the reason for each that a model with these tokens cannot hear.

    Of phrases that sound the same the first is reported.
    """
    by_sound: dict[str, str] = {}
    covered: list[str] = []
    gaps: list[Gap] = []
    for phrase in dict.fromkeys(join_words(phrase.split()) for phrase in phrases):
        sounds: list[str] = []
        try:
            if not phrase or any(letter.isascii() and not letter.isdigit() for letter in phrase):
                raise ValueError("write it in Chinese characters and digits alone")
            sounds = list(_sounds(phrase, tokens))
        except ValueError as error:
            gaps.append(Gap(phrase, str(error)))
            continue
        twin = next((by_sound[sound] for sound in sounds if sound in by_sound), None)
        if twin is not None:
            gaps.append(Gap(phrase, f"sounds like {twin}, which is reported instead"))
            continue
        by_sound |= dict.fromkeys(sounds, phrase)
        covered.append(phrase)
    lines = tuple(f"{sound} @{phrase}" for sound, phrase in by_sound.items())
    return KeywordList(lines, tuple(covered), tuple(gaps))


def _sounds(phrase: str, tokens: frozenset[str]) -> Iterator[str]:
    """Each way to say it, as tokens with blanks between. Raises `ValueError` for what has no tokens."""
    for spelled in dict.fromkeys((phrase.translate(_DIGITS), phrase.translate(_TELEPHONE_DIGITS))):
        parts: list[str] = []
        for (syllable,) in pinyin(spelled, style=Style.TONE):
            initial, final = to_initials(syllable, strict=False), to_finals_tone(syllable, strict=False)
            sound = [part for part in (initial, final) if part] or [syllable]
            strange = [part for part in sound if part not in tokens]
            if strange:
                raise ValueError(f"{syllable}: the model has no token {strange[0]}")
            parts += sound
        yield " ".join(parts)
