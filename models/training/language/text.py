"""Made-up hotline talk from the templates in ``sentences/``.

A template line is plain text with ``(a|b|)`` for alternatives (an empty one says nothing), ``{slot}`` for a
line of ``slots.txt`` and ``,`` for a pause that may be made. ``#`` starts a comment. Every line of the other
files is one sentence.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import jieba

FOLDER = Path(__file__).parent / "sentences"
_TOKEN = re.compile(r"[(){}|]|[^(){}|]+")
_NUMBER = re.compile(r"([零一二三四五六七八九十百千幺]{2,})")


class TemplateError(ValueError):
    """A template that cannot be read; the message names the file, the line and what to change."""


@dataclass(frozen=True, slots=True)
class WordChoice:
    """One of several sequences; a part is text, a slot name in braces, or another choice."""

    options: list[list[str | WordChoice]] = field(default_factory=list)


def parse(template: str) -> WordChoice:
    """Read one template; ValueError if its brackets do not match."""
    tokens = _TOKEN.findall(template)
    choice, position = _parse_choice(tokens, 0)
    if position != len(tokens):
        raise ValueError(f"')' without '(' in {template!r}")
    return choice


def _parse_choice(tokens: list[str], position: int) -> tuple[WordChoice, int]:
    options: list[list[str | WordChoice]] = [[]]
    while position < len(tokens) and tokens[position] != ")":
        mark = tokens[position]
        if mark == "(":
            inner, position = _parse_choice(tokens, position + 1)
            if position >= len(tokens):
                raise ValueError("'(' without ')'")
            options[-1].append(inner)
        elif mark == "{":
            if tokens[position + 2 : position + 3] != ["}"]:
                raise ValueError("'{' without '}'")
            options[-1].append("{" + tokens[position + 1] + "}")
            position += 2
        elif mark == "|":
            options.append([])
        elif mark == "}":
            raise ValueError("'}' without '{'")
        else:
            options[-1].append(mark)
        position += 1
    return WordChoice(options), position


class Grammar:
    """All slots and sentence templates; ``sentence`` makes one up."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._slots: dict[str, WordChoice] = {}
        self.topics: dict[str, list[WordChoice]] = {}
        for path in sorted(folder.glob("*.txt")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if not line.strip() or line.startswith("#"):
                    continue
                try:
                    self._add(path.stem, line.strip())
                except ValueError as error:
                    raise TemplateError(f"{path.name}:{number}: {error}; mend the brackets") from error
        self._check_slots()

    def _add(self, topic: str, line: str) -> None:
        if topic == "slots":
            name, _, body = line.partition(":")
            self._slots[name] = parse(body.strip())
        else:
            self.topics.setdefault(topic, []).append(parse(line))

    def _check_slots(self) -> None:
        choices = [*self._slots.values(), *(template for topic in self.topics.values() for template in topic)]
        while choices:
            for option in choices.pop().options:
                for part in option:
                    if isinstance(part, WordChoice):
                        choices.append(part)
                    elif part.startswith("{") and part[1:-1] not in self._slots:
                        raise TemplateError(f"slot {part} is not in slots.txt; add it or mend its name")

    def expand(self, choice: WordChoice, rng: random.Random) -> str:
        """One random expansion."""
        text = ""
        for part in rng.choice(choice.options):
            if isinstance(part, WordChoice):
                text += self.expand(part, rng)
            elif part.startswith("{"):
                text += self.expand(self._slots[part[1:-1]], rng)
            else:
                text += part
        return text

    def _slot(self, name: str, rng: random.Random) -> str:
        return self.expand(self._slots[name], rng)

    def sentence(self, rng: random.Random) -> str:
        """What one caller says in one breath: often with a greeting, an opener, a second thought, an
        appeal.
        """
        topic = rng.choice(sorted(self.topics))
        body = self.expand(rng.choice(self.topics[topic]), rng)
        if topic == "talk" and rng.random() < 0.7:
            return body
        parts = [body]
        if rng.random() < 0.2:
            parts.insert(
                0, self._slot("sayer", rng) + self._slot("time", rng) if rng.random() < 0.5 else "我这边"
            )
        for name, share in (("opener", 0.45), ("filler", 0.15), ("hello", 0.35)):
            if rng.random() < share:
                parts.insert(0, self._slot(name, rng))
        if rng.random() < 0.12:
            parts.append(self.expand(rng.choice(self.topics[topic]), rng))
        if rng.random() < 0.35:
            parts.append(self._slot("closer", rng))
        return ",".join(part for part in parts if part)


def segment(sentence: str, rng: random.Random | None = None) -> list[str]:
    """Words of a sentence, with ``,`` for pauses; with ``rng``, half of the pauses vanish and speakers
    falter now and then.
    """
    words: list[str] = []
    for part in sentence.split(","):
        for piece in _NUMBER.split(part):  # digits are dictated one by one: each is a word
            words += (
                piece if _NUMBER.fullmatch(piece) else [word for word in jieba.cut(piece) if word.strip()]
            )
        if rng is None or rng.random() < 0.5:
            words.append(",")
    while words and words[-1] == ",":
        words.pop()
    if rng is not None and len(words) > 3 and rng.random() < 0.08:
        place = rng.randrange(len(words))
        words.insert(
            place, words[place] if len(words[place]) < 3 else rng.choice(("嗯", "呃", "那个", "就是"))
        )
    return [word for place, word in enumerate(words) if word != "," or (place and words[place - 1] != ",")]
