"""Findings of a conversation: which rule, and at which sentence it shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent_assist.assist.quality.settings import Check, QualityRule
from agent_assist.assist.reader import Reader
from agent_assist.assist.ticket.field import Field
from agent_assist.assist.turns import Sentence, Turn

_ENOUGH = 4
"""Characters, or last digits, of what was said that make a read-back."""
_READ_BACK = ("telephone", "address", "id_number")
_HEARD_ALIKE = re.compile(r"[\s，,。.、\-—·]")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule was not kept."""

    rule: str
    sentence: int
    """Where it shows; of what was never said, the agent's first or last sentence."""


@dataclass(frozen=True, slots=True)
class _Talk:
    """What the checks look at."""

    sentences: Sequence[Sentence]
    turns: Sequence[Turn]
    """The agent's."""
    fields: Mapping[str, Field]
    reader: Reader


def findings(
    sentences: Sequence[Sentence],
    turns: Sequence[Turn],
    rules: Sequence[QualityRule],
    fields: Mapping[str, Field],
    reader: Reader,
) -> list[Finding]:
    """Of all rules that are enabled, in the order of the sentences. None where no agent speaks.

    `fields`: the ticket, by which it is known what was to be read back.
    """
    talk = _Talk(sentences, [turn for turn in turns if turn.role == "agent"], fields, reader)
    if not talk.turns:
        return []
    found = {
        Finding(rule.id, sentence)
        for rule in rules
        if rule.enabled
        for sentence in _CHECKS[rule.check](rule, talk)
    }
    return sorted(found, key=lambda one: (one.sentence, one.rule))


def _opens_with(rule: QualityRule, talk: _Talk) -> Iterator[int]:
    first = talk.turns[0]
    if not rule.found_in(first.text):
        yield first.sentences[0].index


def _says(rule: QualityRule, talk: _Talk) -> Iterator[int]:
    if not any(rule.found_in(turn.text) for turn in talk.turns):
        yield talk.turns[-1].sentences[-1].index


def _never_says(rule: QualityRule, talk: _Talk) -> Iterator[int]:
    for turn in talk.turns:
        for one in turn.sentences:
            if rule.found_in(one.text):
                yield one.index


def _promises(rule: QualityRule, talk: _Talk) -> Iterator[int]:
    for turn in talk.turns:
        if rule.found_in(turn.text):
            yield next(
                (one.index for one in turn.sentences if rule.found_in(one.text)), turn.sentences[0].index
            )


def _reads_back(_rule: QualityRule, talk: _Talk) -> Iterator[int]:
    yield from not_read_back(talk.turns, talk.fields, talk.reader)


def not_read_back(turns: Sequence[Turn], fields: Mapping[str, Field], reader: Reader) -> list[int]:
    """Sentences that told a value which the agent, whose turns these are, never said after it."""
    found = []
    for name in _READ_BACK:
        field = fields[name]
        if field.sentence is None or not any(one.isdigit() for one in field.value):
            continue
        later = [turn for turn in turns if turn.sentences[-1].index >= field.sentence]
        wanted = _HEARD_ALIKE.sub("", field.value)[-_ENOUGH:]
        if not any(wanted in _spoken(turn.text, reader) for turn in later):
            found.append(field.sentence)
    return found


def _spoken(text: str, reader: Reader) -> str:
    found = reader.address(text)
    return _HEARD_ALIKE.sub("", reader.figures(text)) + (_HEARD_ALIKE.sub("", found.value) if found else "")


def _talks_over(rule: QualityRule, talk: _Talk) -> Iterator[int]:
    """Where the agent begins while a citizen has still so many seconds to speak."""
    before: list[Sentence] = []
    for one in talk.sentences:
        if one.start is None or one.end is None:
            continue
        if one.role == "agent":
            over = (min(one.end, other.end or 0) - one.start for other in before if other.role == "caller")
            if any(seconds >= rule.seconds for seconds in over):
                yield one.index
        before = [*before[-8:], one]


def _is_silent(rule: QualityRule, talk: _Talk) -> Iterator[int]:
    """The sentence that ends the silence."""
    until: float | None = None
    for one in talk.sentences:
        if one.start is None or one.end is None:
            continue
        if until is not None and one.start - until >= rule.seconds:
            yield one.index
        until = max(until or 0.0, one.end)


_CHECKS: Mapping[Check, Callable[[QualityRule, _Talk], Iterator[int]]] = {
    "opens_with": _opens_with,
    "says": _says,
    "reads_back": _reads_back,
    "never_says": _never_says,
    "promises": _promises,
    "talks_over": _talks_over,
    "is_silent": _is_silent,
}
