"""Sentence templates: `(a|b)` one of them, `[x]` perhaps, `{name}` an entry of a list.

A template is parsed into a small tree that can count its sentences and build the n-th of them
without building the others, so that a template of a million sentences costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd, prod

from ivr.settings.words.written import full_width

MAX_DEPTH = 20
"""Brackets within brackets; deeper is a mistake, not a sentence."""

SPECIAL = frozenset("()[]{}|")
"""Characters that mean something in a template; there is no way to write them as themselves."""

Lists = Mapping[str, Sequence[str]]


class TemplateError(ValueError):
    """A template that cannot be read; `position` counts characters from 1."""

    def __init__(self, text: str, position: int, message: str) -> None:
        super().__init__(f"第 {position} 个字：{message}（{text}）")
        self.position = position


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they stand."""

    text: str

    def count(self, lists: Lists) -> int:
        return 1

    def build(self, index: int, lists: Lists) -> str:
        return self.text

    def turn(self, turn: int, lists: Lists) -> str:
        return self.text

    def widest(self, lists: Lists) -> int:
        return 1

    def lists(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class ListRef:
    """One entry of a list."""

    name: str

    def count(self, lists: Lists) -> int:
        return len(lists[self.name])

    def build(self, index: int, lists: Lists) -> str:
        return lists[self.name][index]

    def turn(self, turn: int, lists: Lists) -> str:
        return lists[self.name][turn % len(lists[self.name])]

    def widest(self, lists: Lists) -> int:
        return len(lists[self.name])

    def lists(self) -> frozenset[str]:
        return frozenset((self.name,))


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several."""

    options: tuple[Series, ...]

    def count(self, lists: Lists) -> int:
        return sum(option.count(lists) for option in self.options)

    def build(self, index: int, lists: Lists) -> str:
        for option in self.options:
            size = option.count(lists)
            if index < size:
                return option.build(index, lists)
            index -= size
        raise IndexError(index)

    def turn(self, turn: int, lists: Lists) -> str:
        rounds, own = divmod(turn, len(self.options))
        return self.options[own].turn(rounds, lists)

    def widest(self, lists: Lists) -> int:
        return len(self.options) * max(option.widest(lists) for option in self.options)

    def lists(self) -> frozenset[str]:
        return frozenset().union(*(option.lists() for option in self.options))


@dataclass(frozen=True, slots=True)
class Series:
    """One after another. The root of every template."""

    parts: tuple[Node, ...]

    def count(self, lists: Lists) -> int:
        """How many sentences the template has. Raises `KeyError` for a list that is not there."""
        return prod(part.count(lists) for part in self.parts)

    def build(self, index: int, lists: Lists) -> str:
        """The sentence of that index, from 0 to `count` - 1."""
        words = []
        for part in self.parts:
            index, own = divmod(index, part.count(lists))
            words.append(part.build(own, lists))
        return "".join(words)

    def turn(self, turn: int, lists: Lists) -> str:
        """A sentence in which every bracket shows its option of that turn, beginning anew after its last."""
        return "".join(part.turn(turn, lists) for part in self.parts)

    def widest(self, lists: Lists) -> int:
        """How many turns it takes until every option was shown."""
        return max((part.widest(lists) for part in self.parts), default=1)

    def lists(self) -> frozenset[str]:
        """Names of the lists it uses."""
        return frozenset().union(*(part.lists() for part in self.parts))


Node = Text | ListRef | Alternatives | Series


@lru_cache(maxsize=65536)  # checked, learned and told to a language model, anew at each publication
def parse(text: str) -> Series:
    """Reads a template. Raises `TemplateError`, which says where it is wrong and what to do."""
    if found := full_width(text):
        place, wide, meant = found
        raise TemplateError(text, place + 1, f"“{wide}”是全角字符，请写英文的“{meant}”")
    series, end = _series(text, 0, "", 0)
    if end < len(text):
        raise TemplateError(text, end + 1, f"多出一个“{text[end]}”，前面没有对应的开括号")
    if not _can_speak(series):
        raise TemplateError(text, 1, "模板里没有一定会说出的字，请写上")
    return series


def expand(template: Series, lists: Lists, limit: int) -> list[str]:
    """At most `limit` different sentences, spread evenly over all the template has; always the same."""
    total = template.count(lists)
    if total <= limit:
        picks = range(total)
        return list(dict.fromkeys(template.build(pick, lists) for pick in picks))
    # A step near the golden section, without a common factor, visits every bracket's options in turn.
    step = max(1, round(total * 0.618))
    while gcd(step, total) != 1:
        step += 1
    return list(dict.fromkeys(template.build(turn * step % total, lists) for turn in range(limit)))


def cover(template: Series, lists: Lists, limit: int) -> list[str]:
    """Few sentences that show every option of every bracket at least once, up to `limit` of them."""
    turns = min(template.widest(lists), limit)
    return list(dict.fromkeys(template.turn(turn, lists) for turn in range(turns)))


def worded(sayings: Iterable[str], lists: Lists, limit: int) -> list[str]:
    """The sentences of several templates, `limit` of each at most. Raises `TemplateError`."""
    return [sentence for saying in sayings for sentence in cover(parse(saying), lists, limit)]


def _series(text: str, at: int, closing: str, depth: int) -> tuple[Series, int]:
    """Reads until `closing` or `|` (left for the caller), or the end."""
    if depth > MAX_DEPTH:
        raise TemplateError(text, at, f"括号套得太深（最多 {MAX_DEPTH} 层），请拆成几条")
    parts: list[Node] = []
    while at < len(text) and not (closing and text[at] in (closing, "|")):
        character = text[at]
        if character == "(":
            choice, at = _choice(text, at, ")", depth)
            parts.append(choice)
        elif character == "[":
            choice, at = _choice(text, at, "]", depth)
            parts.append(Alternatives((*choice.options, Series(()))))
        elif character == "{":
            end = text.find("}", at)
            name = text[at + 1 : end].strip()
            if end < 0 or not name or SPECIAL & set(name):
                raise TemplateError(text, at + 1, "“{”后面要写词表名和“}”")
            parts.append(ListRef(name))
            at = end + 1
        elif character in SPECIAL:
            if character == "|":
                raise TemplateError(text, at + 1, "“|”要写在 (…) 或 […] 里面")
            break
        else:
            start = at
            while at < len(text) and text[at] not in SPECIAL:
                at += 1
            parts.append(Text(text[start:at]))
    return Series(tuple(parts)), at


def _choice(text: str, at: int, closing: str, depth: int) -> tuple[Alternatives, int]:
    """Reads from an opening bracket to behind its `closing` one."""
    opening = at
    options: list[Series] = []
    while True:
        option, at = _series(text, at + 1, closing, depth + 1)
        options.append(option)
        if at >= len(text):
            raise TemplateError(text, opening + 1, f"“{text[opening]}”没有对应的“{closing}”")
        if text[at] == closing:
            return Alternatives(tuple(options)), at + 1
        if text[at] != "|":
            raise TemplateError(text, at + 1, f"这里不能是“{text[at]}”，前面还有“{text[opening]}”没有关上")


def _can_speak(node: Node) -> bool:
    """Whether every sentence has at least one character."""
    match node:
        case Text(text):
            return bool(text.strip())
        case ListRef():
            return True
        case Alternatives(options):
            return all(_can_speak(option) for option in options)
        case Series(parts):
            return any(_can_speak(part) for part in parts)
