"""Chinese numerals to figures. Strict: what nobody would say as one number gives None.

Here because two houses read numbers: what was heard (asr) and what was answered (ivr).
"""

from __future__ import annotations

_VALUES = {"零": 0, "〇": 0, "幺": 1, "两": 2} | {digit: i for i, digit in enumerate("零一二三四五六七八九")}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_SECTIONS = {"万": 10**4, "亿": 10**8}


def number(spoken: str) -> str | None:
    """Digits in a row, or a number with steps, in figures; None for anything else.

    两 is a number before what it counts; behind another one it is a weight (一百两).

    >>> number("零八"), number("三千五百"), number("两万三"), number("一千二百万"), number("三四十")
    ('08', '3500', '23000', '1200万', None)
    >>> number("一百两"), number("一千两百")
    (None, '1200')
    """
    if spoken and all(character in _VALUES for character in spoken) and "两" not in spoken[1:]:
        return "".join(str(_VALUES[character]) for character in spoken)
    value = cardinal(spoken)
    if value is None:
        return None
    if spoken[-1] in _SECTIONS:  # 三百万 and 一亿两千万 stay short
        hundred_millions, ten_thousands = divmod(value // 10**4, 10**4)
        return (f"{hundred_millions}亿" if hundred_millions else "") + (
            f"{ten_thousands}万" if ten_thousands else ""
        )
    return str(value)


def cardinal(spoken: str) -> int | None:
    """The value of a number with steps: 一亿两千万, 两万三 (23000), 十五; None for anything else."""
    total = 0
    for name, worth in reversed(_SECTIONS.items()):
        head, found, rest = spoken.partition(name)
        if not found:
            continue
        count = _section(head)
        if count is None:
            return None
        total += count * worth
        if not rest:
            return total
        if len(rest) == 1:
            return total + _VALUES[rest] * worth // 10 if rest in "一二三四五六七八九" else None
        spoken = rest
    ones = _section(spoken)
    return None if ones is None else total + ones


def _section(spoken: str) -> int | None:
    """Below 10,000: 三千零五十, 十五, 三百五 (350)."""
    total, last, zero = 0, 10_000, False
    if spoken.startswith("十"):
        spoken = "一" + spoken
    rest = list(reversed(spoken))
    while rest:
        character = rest.pop()
        if character in "零〇":
            if zero or not rest:
                return None
            zero = True
            continue
        value = _VALUES.get(character)
        if value is None or character == "幺":
            return None
        if not rest and character == "两" and len(spoken) > 1:
            return None
        if not rest:  # 三百零五, 二十五; 三百五 is 350
            return total + value * (1 if zero or last > 1000 else last // 10)
        step = _STEPS.get(rest.pop())
        if step is None or step >= last or (character == "两" and step == 10):
            return None
        total, last, zero = total + value * step, step, False
    return total or None
