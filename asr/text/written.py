"""What was said, as people write it: 三千五百块 → 3500块, 十一月二十号 → 11月20号.

Recognisers write numbers as they are spoken. Here figures replace those that are certain: three or more
digits in a row, a number read with 十 百 千 万, a small one beside what it counts or names (岁, 月, 栋).
All else stays: words with numbers in them (一定, 三心二意, 五一路) and guesses (两三天, 十几个).

The rules are our own, because the kept libraries do worse: wetext 0.1.8 writes 11/20 and 3:30p.m. and cuts
telephone numbers up with blanks, cn2an 0.5.24 loses zeros and writes 1定.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

from asr.text.written_words import (
    AFTER_ONE,
    DAYPARTS,
    EACH,
    FIXED,
    ONE,
    PROVINCES,
    SMALL_UNITS,
    TEN_UNITS,
)
from contracts.numerals import number

PERSONAL_DIGITS = 7
"""From so many digits on a run is one number, however it was grouped: its blanks go."""
_PLATE_DIGITS = 3
_ID_DIGITS = 17
"""Of an identity number, without its last character, which may be X (GB 11643)."""


def written(text: str) -> str:
    """The text with its numbers in figures; nothing else in it changes, except blanks within a number.

    What is in figures already stays as it is. Never raises.
    """
    while (better := _once(text)) != text:  # ends, because each round leaves fewer spoken numerals
        text = better
    return text


def _once(text: str) -> str:
    parts = _FIXED.split(text)
    for i in range(0, len(parts), 2):  # the others are the words that stay
        for pattern, write in _RULES:
            parts[i] = pattern.sub(write, parts[i])
    return "".join(parts)


def _groups(found: Match[str]) -> str:
    """Writes every group as figures and keeps what lies between; all of it, if one is no number after all."""
    pieces, done = [], found.start()
    for i in range(1, found.re.groups + 1):
        figures = number(found[i])
        if figures is None:
            return found[0]
        pieces += [found.string[done : found.start(i)], figures]
        done = found.end(i)
    return "".join([*pieces, found.string[done : found.end()]])


def _decimal(found: Match[str]) -> str:
    return _groups(found).replace("点", ".")


def _percent(found: Match[str]) -> str:
    if found[1] in _NEIGHBOURS:
        return found[0]  # 百分之五六: five or six
    share = _decimal(found)
    return share if share == found[0] else share.removeprefix("百分之") + "%"


def _plate(found: Match[str]) -> str:
    """A number plate has at least three figures, and something is to be done if any is spoken."""
    rest = [number(character) or character for character in found[3] if character != " "]
    if sum(map(str.isdigit, rest)) < _PLATE_DIGITS or not any(map(number, found[3])):
        return found[0]
    return f"{found[1]}{found[2]}{''.join(rest)}".upper()


def _run(found: Match[str]) -> str:
    """Digits in a row. Three that follow each other may be a guess: 五六七个."""
    digits, tail = found[1], found[0][len(found[1]) :]
    figures = "".join(number(digit) or "" for digit in digits)
    if len(figures) == 3 and figures in "0123456789":
        return found[0]
    if len(figures) < PERSONAL_DIGITS:
        return "".join(number(digit) or digit for digit in digits) + tail
    return figures + ("X" if tail and len(figures) == _ID_DIGITS else tail)


def _year(found: Match[str]) -> str:
    """The last two digits of a year; two that follow each other, and 三五, are a guess: 三四年."""
    figures = number(found[1])
    return found[0] if figures is None or figures in "0123456789" or figures == "35" else figures


_NEIGHBOURS = tuple(f"{low}{high}" for low, high in zip("一二三四五六七八", "二三四五六七八九", strict=True))
_N = "一二三四五六七八九"
_D = f"零〇幺{_N}"
_ANY = f"{_D}两十百千万亿"
_FREE = rf"(?<![{_ANY}几数0-9.])"
"""Not within a longer number, nor after 几 and 数: 几十块, 数百人."""
_END = rf"(?![{_ANY}几0-9])"
_STEPPED = rf"(?:[{_N}两][十百千万亿]|十)[零〇{_N}两十百千万亿]*"
"""A number with steps, or what looks like one."""
_COUNT = rf"(?:{_STEPPED}|[{_N}两])"
_HOUR = rf"(二十[一二三四]?|十[{_N}]?|[零{_N}两])点"

_FIXED = re.compile(FIXED)
_WRITERS: list[tuple[str, Callable[[Match[str]], str]]] = [
    # 湘A八八六六八, also with blanks and small letters
    (
        rf"([{PROVINCES}]) ?([A-Za-z]) ?((?:[{_D}0-9A-Za-z] ?){{4,5}}[{_D}0-9A-Za-z])(?![{_ANY}0-9A-Za-z])",
        _plate,
    ),
    # 百分之三十五点五, 百分之八
    (rf"百分之({_STEPPED}|[{_D}]+)点([{_D}]+)(?![{_ANY}几点0-9]|分之)", _percent),
    (rf"百分之({_STEPPED}|[{_D}]+)(?![{_ANY}几点0-9]|分之)", _percent),
    # 两点五公里, 一点五万: no time of day
    (rf"{_FREE}({_COUNT}|零)点([{_D}]+)(?=[万亿]|{SMALL_UNITS})", _decimal),
    # 八点到十点
    (rf"{_FREE}{_HOUR}[到至]{_HOUR}{_END}", _groups),
    # 三点二十, 八点零五分; 三点五分
    (
        rf"{_FREE}{_HOUR}([二三四五]?十[{_N}]?|零[{_N}])(?=分(?!之|钟)|(?![{_ANY}几0-9分])(?!{TEN_UNITS}))",
        _groups,
    ),
    (rf"{_FREE}{_HOUR}([{_N}])(?=分(?!之|钟))", _groups),
    # 八点钟, 三点半, 两点多; but 一点多 is "a little more"
    (rf"{_FREE}{_HOUR}(?=钟|半|整|左右|[一三]刻|之?前|之?后|以[前后]|开始|(?<!一点)多)", _groups),
    # 下午三点, 二十号九点; but 晚上一点 may go on "都睡不着"
    (rf"(?:{DAYPARTS}){_HOUR}(?<![下上天]一点){_END}(?!点)", _groups),
    # 二点五, 三十六点八; but 有一点一 and 一点一点
    (
        rf"(?<![{_ANY}几数0-9.第有差快早点])({_STEPPED}|[零{_N}])点([{_D}]+)(?![{_ANY}几点半刻整0-9])",
        _decimal,
    ),
    # 十一月二十号; 三月份, 五月; but 八月十五 is a feast
    (rf"{_FREE}(十[一二]?|[{_N}])月([二三]?十[{_N}]?|[{_N}])(?=[号日])", _groups),
    (rf"{_FREE}(十[一二]?|[二三四五六七八九]|一(?=月[份底初中上下]))月{_END}", _groups),
    # 幺三八零零一三八零零零, 五零一, 二零二六年, identity numbers with their X
    (
        rf"{_FREE}([{_D}](?: ?[{_D}])+[{_D}])(?: ?([xX叉])|(?=一{AFTER_ONE})|{_END}(?!(?<=一){AFTER_ONE}))",
        _run,
    ),
    # 九八年, 零八年; 九零后
    (rf"{_FREE}([{_D}][{_D}])(?=年(?!级))", _year),
    (rf"{_FREE}([五六七八九零]零)(?=后)", _groups),
    # 二单元零二; 零二号
    (rf"(?<=[栋幢元楼层号])(零[{_N}]){_END}", _groups),
    (rf"{_FREE}(零[{_N}])(?=[号室])", _groups),
    # 三块五, 十二块八毛; 五块。
    (rf"{_FREE}({_COUNT})块([{_N}])(?=毛|[^{_ANY}几0-9个位条家件次年月天人点斤]|$)", _groups),
    (rf"{_FREE}([二三四五六七八九两])(?=块(?:[，。！？,.!? 多]|$|一[斤个平度方]))", _groups),
    # 三十八度五; 三度, but 再度; 一度电
    (rf"{_FREE}({_COUNT})度([{_N}])(?![{_ANY}几0-9]|{TEN_UNITS})", _groups),
    (rf"{_FREE}([二三四五六七八九](?=度(?!假))|一(?=度电))", _groups),
    # 三岁, 二单元, 五号; but 两栋 counts buildings
    (rf"{_FREE}([二三四五六七八九]|{ONE}|两(?!号|栋|幢|单元|楼|路))(?={SMALL_UNITS})", _groups),
    # 三千一个月, 五百一次
    (rf"{_FREE}([{_N}两][十百千万亿零{_N}两]*?(?:[百千万亿]|[百千万][二三四五六七八九]))(?={EACH})", _groups),
    # 三千五百, 两万三, 二十五
    (rf"{_FREE}([{_N}两][十百千万亿][十百千万亿零〇{_N}两]*){_END}(?!分之)", _groups),
    # 十个, 十五户, 十到二十天
    (rf"{_FREE}(十[{_N}]?)(?={TEN_UNITS}|[到至][0-9])", _groups),
]
_RULES = [(re.compile(pattern), write) for pattern, write in _WRITERS]
