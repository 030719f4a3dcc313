"""Amounts in a text, one after another: 三千五百块零五毛, 零下五度, 两个半月, 百分之二十, 三分之一."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from contracts.numerals import number
from ivr.slots.numbers.units import SMALLER, UNITS, WORTH, WRITTEN
from ivr.slots.spoken import DIGIT, NUMERAL, TO_NUMERALS, figures

N = f"(?:{NUMERAL}|[0-9])"
_STEPS = frozenset("十百千万亿")
_TAIL = (
    rf"半(?![个年天月小])|零?{DIGIT}[毛角](?:{DIGIT}分?)?|零?{DIGIT}分|{DIGIT}两"
    rf"|{DIGIT}{{1,2}}(?!{N}|{UNITS}|[多几来半点])"
)
_AMOUNT = re.compile(
    rf"""
    (?P<half>(?<![大小一上下前后])半(?:个(?:多?月|小时|钟头|星期|礼拜)?|年|小时|钟头|周|斤|两|公斤|公里|里|吨|亩|米|块钱?))
    |(?P<parts>(?![百千]分){N}+)分之(?P<of>{N}+)
    |(?P<tenths>[一二两三四五六七八九1-9])成(?P<tenths_more>半|{DIGIT})?(?![为员立都了本功绩交果人])
    |(?P<all>百分之?百)
    |(?P<sign>负的?|零下|(?<!\w)-(?=[0-9]))?(?P<share>[百千]分之)?
    (?P<whole>[0-9]+亿[0-9]+万|[0-9]+|{NUMERAL}+)(?:[点.](?P<decimals>{DIGIT}+))?(?P<more>[多余来])?(?P<large>[万亿])?(?P<more_large>多)?
    (?:个(?P<and_half>半)(?P<half_of>月|小时|钟头|星期|礼拜)?|(?P<unit>{UNITS})(?P<tail>{_TAIL})?)?
    """,
    re.VERBOSE,
)
_NOT_BEFORE = re.compile(
    f"(?:[几数好上第点.]|(?<![将接])近|千儿|分之|{N}|[几数].{{1,3}}[到至]|(?:负|零下)[，,])$"
)
_VAGUE_BEFORE = re.compile("(?:[几数]|千儿|[几数].{1,3}[到至])$")
_VAGUE_BEHIND = re.compile("不到|好?几|来[个块岁天]")
_NOT_BEHIND = re.compile(rf"不到|好?几|[半余来成折分.]|多(?!少)|点(?![了吧啊])|{N}")
_WORDS = re.compile("[十百千万亿]+")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts."""

    figures: str
    """As people write it, without its unit: 3500.5, 3万, 20多."""
    unit: str
    worth: Decimal
    """What it is compared by."""
    begin: int
    end: int
    spoken: str
    """Without unit."""
    clean: bool = True
    """Whether the words around it leave it what it is; 十几 is no 十."""
    bare: bool = False
    """Digits in a row without a unit: a number, or the beginning of a stretch (三到五个)."""

    def __str__(self) -> str:
        return self.figures + self.unit


def amounts(text: str) -> list[Amount]:
    """All of them, bare digits among them, those that are parts of one (三年零五个月) together."""
    found: list[Amount] = []
    for one in _each(text):
        last = found[-1] if found else None
        if last is not None and last.end == one.begin and one.unit in SMALLER.get(last.unit, ()):
            found[-1] = replace(
                last,
                figures=f"{last}{one.figures.lstrip('0') or '0'}",
                unit=one.unit,
                end=one.end,
                clean=last.clean and one.clean,
            )
        else:
            found.append(one)
    return [replace(one, clean=one.clean and not _cut(text, one)) for one in found]


def _each(text: str) -> Iterator[Amount]:
    for found in _AMOUNT.finditer(text):
        if _WORDS.fullmatch(found[0]) and number(found[0]) is None:
            continue  # 千万别 and 万一 are words
        yield _share(found) or _counted(found)


def _cut(text: str, one: Amount) -> bool:
    """Whether the number goes on before or behind what was read of it."""
    if one.bare:
        return bool(_VAGUE_BEFORE.search(text, 0, one.begin) or _VAGUE_BEHIND.match(text, one.end))
    return bool(_NOT_BEFORE.search(text, 0, one.begin)) or bool(_NOT_BEHIND.match(text, one.end))


def _share(found: re.Match[str]) -> Amount | None:
    """What needs no unit: 半年, 三分之一, 三成五, 百分之百."""
    begin, end = found.span()
    if found["half"]:
        return Amount(found["half"], "", Decimal("0.5"), begin, end, "半")
    if found["all"]:
        return Amount("100", "%", Decimal(100), begin, end, "百")
    if found["tenths"]:
        ones = "5" if found["tenths_more"] == "半" else figures(found["tenths_more"] or "0")
        share = figures(found["tenths"]) + ones
        return Amount(share, "%", Decimal(share), begin, end, f"{share}成")
    if not found["parts"]:
        return None
    parts, of = _figures(found["parts"]), _figures(found["of"])
    if not parts or not of or not parts.isdigit() or not of.isdigit() or not int(parts):
        return Amount("", "", Decimal(0), begin, end, found[0], clean=False)
    return Amount(f"{of}/{parts}", "", Decimal(of) / Decimal(parts), begin, end, found[0])


def _counted(found: re.Match[str]) -> Amount:
    """A number with its sign, its rest behind the unit, and how rough it is."""
    whole, unit, more = found["whole"], found["unit"] or "", found["more"] or found["more_large"] or ""
    begin, end = found.span()
    if found["and_half"]:
        unit = f"个{found['half_of'] or ''}"
    elif not (unit or found["decimals"] or more) and whole.endswith("两") and len(whole) > 1:
        whole, unit = whole[:-1], "两"
    exact = _exact(whole, unit, found)
    if exact is None:
        return Amount("", unit, Decimal(0), begin, end, whole, clean=False)
    worth = exact * {"万": 10**4, "亿": 10**8}.get(found["large"], 1)
    short = _figures(whole) or ""
    if exact != _worth(short) or found["decimals"]:
        short = f"{exact.normalize():f}"
    sign = "-" if found["sign"] else ""
    shown = f"{sign}{short}{'' if found['more_large'] else more.replace('来', '').replace('余', '多')}"
    shown += (found["large"] or "") + (found["more_large"] or "")
    unit = {"百分之": "%", "千分之": "‰"}.get(found["share"], WRITTEN.get(unit, unit))
    bare = not (unit or found["decimals"] or sign or more or found["large"] or _STEPS & set(whole))
    return Amount(
        shown,
        unit + ("左右" if more == "来" else ""),
        -worth if sign else worth,
        begin,
        end,
        whole,
        bare=bare,
    )


def _exact(whole: str, unit: str, found: re.Match[str]) -> Decimal | None:
    """The number with its decimals, its half, or its 毛 and 分; None for what nobody would count so."""
    short = _figures(whole)
    if short is None or (
        (unit or found["share"]) and re.fullmatch("[一二两三四五六七八九]{2,3}", whole)  # 五六七个
    ):
        return None
    if found["decimals"]:
        return Decimal(f"{short}.{figures(found['decimals'])}") if short.isdigit() else None
    exact = _worth(short) / WORTH.get(unit, 1) + (Decimal("0.5") if found["and_half"] else 0)
    rest = _rest(unit, found["tail"] or "")
    return None if rest is None or (rest and not short.isdigit()) else exact + rest


def _rest(unit: str, tail: str) -> Decimal | None:
    """What stands behind the unit: 五毛, 零五分, 半, 五 (三十八度五); None where that is no rest of it."""
    if not tail:
        return Decimal(0)
    if tail == "半":
        return Decimal("0.5") / WORTH.get(unit, 1)
    if unit == "斤" and tail.endswith("两"):
        tail = tail[:-1]
    digits = figures(tail.lstrip("零"))
    if unit in ("块", "块钱", "元"):
        if tail[-1] == "分" and len(digits) == 1:
            return Decimal(digits) / 100
        tenths = "毛" in tail or "角" in tail or (len(digits) == 1 and not tail.startswith("零"))
        return Decimal(f"0.{digits}") if tenths else None
    if unit in ("毛", "角"):
        return Decimal(digits) / 100 if len(tail) == 1 else None  # 一毛五
    if unit == "斤":
        return Decimal(f"0.{digits}") if len(digits) == 1 else None
    if unit in ("米", "度", "公斤", "吨", "公里") and len(digits) == len(tail) <= (2 if unit == "米" else 1):
        return Decimal(f"0.{digits}")
    return None


def _figures(spoken: str) -> str | None:
    """In figures; 万 and 亿 at its end stay (300万). None for what is no number."""
    return spoken if spoken[0].isascii() else number(spoken.translate(TO_NUMERALS))


def _worth(short: str) -> Decimal:
    """The value of what `_figures` writes."""
    total, rest = Decimal(0), short
    for name, worth in (("亿", 10**8), ("万", 10**4)):
        head, found, rest = rest.rpartition(name)
        if found:
            total += Decimal(head or 0) * worth
    return total + Decimal(rest or 0)
