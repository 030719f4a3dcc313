"""What a conversation of a test expects the machine to have said, by the name it has in the configuration.

Who changes the words of a prompt, a question or an answer so need not change a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter

from ivr import IvrSettings


class NoSuchText(Exception):
    """The configuration says nothing of that name; `known` are the names that there are."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f"the configuration has no {kind} {name!r}")
        self.kind, self.name, self.known = kind, name, sorted(known)


def prompt(name: str, settings: IvrSettings) -> list[str]:
    """The texts of `dialogue.prompts` under that name. Raises `NoSuchText`."""
    prompts = settings.dialogue.prompts
    if name not in type(prompts).model_fields:
        raise NoSuchText("prompt", name, type(prompts).model_fields)
    found = getattr(prompts, name)
    return [found] if isinstance(found, str) else list(found)


def question(name: str, settings: IvrSettings) -> list[str]:
    """Both ways to ask the question of that id. Raises `NoSuchText`."""
    found = {one.id: one for one in settings.questions}
    if name not in found:
        raise NoSuchText("question", name, found)
    return [text for text in (found[name].prompt, found[name].retry) if text]


def answer(name: str, settings: IvrSettings) -> list[str]:
    """What callers with the intent of that id are told; nothing yet where the knowledge base tells it.

    Raises `NoSuchText`.
    """
    found = {intent.id: intent.answer for intent in settings.intents if intent.answer is not None}
    if name not in found:
        raise NoSuchText("intent with an answer", name, found)
    return [text] if (text := found[name].text) else []


def is_said(texts: Iterable[str], said: str) -> bool:
    """Whether one of the texts is in what was said, whatever fills their places (`{queue}`)."""
    return any(re.search(_pattern(text), said) for text in texts)


def _pattern(text: str) -> str:
    parts = Formatter().parse(text)
    return "".join(re.escape(fixed) + ("" if place is None else ".+") for fixed, place, _, _ in parts)
