"""One of a few answers: chosen by its words, by what sounds like them, or by its place; yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from ivr.dialects.matcher import LONGEST, Matcher
from ivr.dialects.pinyin import pinyin
from ivr.dialects.sounds import Sounds
from ivr.slots.answers import Answers
from ivr.slots.filled import Filled
from ivr.slots.plain import plain
from ivr.slots.spoken import DIGIT, figures

_PER_SYLLABLE = 0.2
"""A word may be so far from what was heard, a syllable."""
_PLACE = re.compile(rf"第?({DIGIT})(?:个|项|种|条)?(?:吧|啊|呀)?")
_DENIED = re.compile(r"不(?:是|要|用)[^，,。]{1,20}[，,。]")

_BEFORE = "(?:好像|可能|应该|大概|还|都|也|我|我们|目前|现在|暂时)*"
_POLITE = re.compile(r"^(?:没关系|没事|不要紧|不好意思|不客气)[，,。 ]*")
"""Before an answer; alone, none: nobody is hurt, or you may call?"""
_NO_NO = "没问题|没有问题|不错|不光|不止|不仅|不只|不是不|不得不"
_YES = re.compile(_BEFORE + f"(?:有|要|会|能|需要|愿意|同意|可以|行|好|对|是|嗯|方便|存在|已经|{_NO_NO})")
_HAD = re.compile("[^没不未无]*(?:有|过)(?:了|的|啊|呀|呢)*")
"""找过, 别的也有."""
_NO = re.compile(_BEFORE + f"(?!{_NO_NO}|别[的人处家])(?:没|无|不|未|别|否)")
_BY_SOUND, _LIKELY = 0.9, 0.8


def choice_answer(text: str, choices: Mapping[str, Sequence[str]], sounds: Sounds) -> Filled | None:
    """The choice whose words were said; None for none, or for two at once."""
    line = plain(text)
    line = _DENIED.sub("", line) or line
    spoken = {word: value for value, words in choices.items() for word in (value, *words)}
    found = {spoken[word] for word in spoken if word in line and not _within_longer(word, spoken, line)}
    if len(found) == 1:
        return Filled(found.pop(), text, 1.0)
    place = _PLACE.fullmatch(line)
    if place and 1 <= (index := int(figures(place[1]))) <= len(choices):
        return Filled(list(choices)[index - 1], text, 1.0)
    return None if found else _by_sound(text, line, spoken, sounds)


def _within_longer(word: str, spoken: Mapping[str, str], line: str) -> bool:
    """Whether the word was said only as a part of a longer one (水 in 污水)."""
    rest = line
    for other in spoken:
        if word != other and word in other:
            rest = rest.replace(other, " ")
    return word not in rest


def _by_sound(text: str, line: str, spoken: Mapping[str, str], sounds: Sounds) -> Filled | None:
    words = [word for word in spoken if 2 <= len(pinyin(word)) <= LONGEST]
    if not words or not line:
        return None
    limits = np.array([_PER_SYLLABLE * len(pinyin(word)) for word in words], np.float32)
    costs = Matcher([pinyin(word) for word in words], sounds).costs([pinyin(line)], limits)[0]
    nearest: dict[str, float] = {}
    for word, cost in zip(words, costs, strict=True):
        if np.isfinite(cost):
            share = float(cost) / len(pinyin(word))
            nearest[spoken[word]] = min(share, nearest.get(spoken[word], share))
    ranked = sorted(nearest.items(), key=lambda one: one[1])
    if not ranked or (len(ranked) > 1 and ranked[1][1] - ranked[0][1] < _PER_SYLLABLE / 4):
        return None
    return Filled(ranked[0][0], text, _BY_SOUND - ranked[0][1])


def yes_no_answer(text: str, answers: Answers) -> Filled | None:
    """是 or 否; None for what is neither."""
    answer = answers.of(text)
    if answer is not None:
        return Filled("是" if answer == "yes" else "否", text, 1.0)
    line = _POLITE.sub("", plain(text))
    if not line:
        return None
    if _HAD.fullmatch(line):
        return Filled("是", text, _LIKELY)
    if _NO.match(line) or (answers.after_no(text) is not None and not _YES.match(line)):
        return Filled("否", text, _LIKELY)
    if _YES.match(line) or answers.begins_with_yes(text):
        return Filled("是", text, _LIKELY)
    return None
