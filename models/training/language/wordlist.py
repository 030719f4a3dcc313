"""The vocabulary: the commonest words of jieba's dictionary (MIT) that people say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import jieba

from models.training.language.pinyin import pinyin

_UNSPOKEN_TAGS = (
    "nr",
    "nz",
    "nt",
    "x",
    "eng",
    "nrt",
    "nrfg",
)  # names of people, brands and firms swell the graph
_WRITTEN_FREQUENCY_CAP = 20000  # newspaper words such as 的 must not drown the rest


@dataclass(frozen=True, slots=True)
class Word:
    """A dictionary word, its (capped) frequency and jieba's part-of-speech tag (``n`` noun, ``v`` verb
    ...).
    """

    text: str
    frequency: int
    tag: str


def is_chinese(word: str) -> bool:
    """Whether a word is made of common Chinese characters only."""
    return bool(word) and all("\u4e00" <= character <= "\u9fff" for character in word)


def common_words(limit: int) -> list[Word]:
    """The ``limit`` commonest speakable words, commonest first."""
    rows = []
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines():
        text, frequency, tag = line.split(" ")
        if is_chinese(text) and len(text) <= 4 and tag not in _UNSPOKEN_TAGS:
            rows.append((int(frequency), text, tag))
    rows.sort(key=lambda row: -row[0])
    words: list[Word] = []
    for number, text, tag in rows:
        try:
            pinyin(text)
        except ValueError:
            continue
        words.append(Word(text, min(number, _WRITTEN_FREQUENCY_CAP), tag))
        if len(words) == limit:
            break
    return words
