"""A reader that knows a handful of things, and conversations in two lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent_assist.assist.reader import Danger, Money, Place, Reading, Topic
from agent_assist.assist.turns import Role, Sentence, Turn, turns_of

_ROLES: dict[str, Role] = {"c": "caller", "d": "caller", "a": "agent"}
_DIGITS = str.maketrans("零幺一二三四五六七八九", "01123456789")


def talk(*lines: str) -> list[Sentence]:
    """`c: …` is said by a citizen, `d: …` by another one, `a: …` by the agent; a sentence every five seconds,
    of four each."""
    return [
        Sentence(at, line[0], _ROLES[line[0]], line[3:], 5.0 * at, 5.0 * at + 4)
        for at, line in enumerate(lines)
    ]


def turns(*lines: str) -> list[Turn]:
    return turns_of(talk(*lines))


class PlainReader:
    """Reads what is written plainly: `Reader` without a configuration."""

    def topic(self, text: str) -> Topic | None:
        if "噪音" in text or "施工" in text:
            return Topic("noise", "噪声", "城市管理", 0.9 if "施工" in text else 0.6)
        return Topic("school", "入学", "综合", 0.5) if "学校" in text else None

    def danger(self, text: str, *, finished: bool = True) -> Danger | None:
        if "倒在地上" in text:
            return Danger(("lifeless",), ("倒在地上",))
        return Danger((), ()) if finished and "出事了" in text else None

    def yes_or_no(self, text: str) -> bool | None:
        return {"对": True, "要": True, "不": False}.get(text[:1])

    def address(self, text: str) -> Reading | None:
        return Reading(text, 0.5)

    def places(self, text: str) -> Sequence[Place]:
        return [Place("滨江路", "street")] if "滨江路" in text else []

    def telephone(self, text: str) -> Reading | None:
        if "这个号码" in text:
            return Reading("来电号码", 1.0)
        digits = re.sub(r"[^0-9]", "", self.figures(text))
        return Reading(digits, 1.0 if re.fullmatch(r"1[3-9]\d{9}", digits) else 0.3) if digits else None

    def time(self, text: str) -> Reading | None:
        return Reading("2026-11-25", 0.9) if "昨天" in text else None

    def money(self, text: str) -> Sequence[Money]:
        found = re.finditer(r"([0-9]+)块", text)
        return [Money(f"{one[1]}元", one.start(), one.end()) for one in found]

    def people(self, text: str) -> Sequence[str]:
        return [one[0] for one in re.finditer(r"[0-9]+人", text)]

    def figures(self, text: str) -> str:
        return text.translate(_DIGITS)


READER = PlainReader()
