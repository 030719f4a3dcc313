"""Clauses of what was said, word for word, each with the sentences it was taken from.

Between the frame (`FRAME`) there is nothing but stretches of those sentences as they were heard: no value
that was put into figures, no word of ours. What was never said has no clause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent_assist.assist.risk.risk import Risk
from agent_assist.assist.ticket.field import Field
from agent_assist.assist.ticket.ticket import FIELDS
from agent_assist.assist.turns import Sentence

FRAME = {
    "risk": "注意：", "demand": "反映：", "address": "地点：", "time": "时间：", "amount": "金额：",
    "organisation": "涉及：", "appeal": "诉求：", "name": "来电人：", "telephone": "联系方式：",
    "secret": "保密意愿：", "answer": "坐席答复：",
}  # fmt: skip
"""What opens a clause of each kind; the rest of a clause is what was said."""
BETWEEN = "；"
"""Between stretches of several sentences."""

LONGEST = 80
"""Characters of one stretch."""
_PAUSES = "，,。.；;！!？? "
_ANSWERS = re.compile(
    "(?:会|已经?|将|帮您|为您|给您|替您|马上)[^，。]{0,8}(?:登记|记录|转|反馈|反映|派单|交办|联系|通知|受理|上报|处理|核实|回复|回访|答复)"
    "|您可以|您需要|建议您|按照?规定|根据[^，。]{1,20}(?:规定|办法|条例)|工作日|工单号|需要(?:带|准备|提供)"
)
_MOST_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause."""

    text: str
    sentences: tuple[int, ...]
    """Places of the sentences it was taken from; at least one."""


def summary(
    sentences: Sequence[Sentence], fields: Mapping[str, Field], risks: Sequence[Risk]
) -> list[Clause]:
    """The danger first, then what the matter is, what is wanted, how they are reached, what was answered."""
    by_index = {one.index: one for one in sentences}
    found = [_of([(risk.sentence, ()) for risk in risks if risk.urgent][:2], "risk", by_index)]
    # A sentence that stands in the summary already is not repeated.
    told: set[int] = set()
    for name in FRAME:
        if name not in FIELDS or (field := fields[name]).sentence is None:
            continue
        if field.sentence in told and name not in ("telephone", "name"):
            continue
        places = (field.sentence, *field.also)
        told.update(places)
        found.append(_of([(place, (field.value,)) for place in places], name, by_index))
    found.append(_answers(sentences))
    return [clause for clause in found if clause is not None]


def _of(
    places: Sequence[tuple[int, Sequence[str]]], kind: str, by_index: Mapping[int, Sentence]
) -> Clause | None:
    """What was said from `words` on, or from the beginning of the sentence; each sentence once."""
    stretches = {place: _stretch(by_index[place].text, words) for place, words in places if place in by_index}
    return _clause(kind, stretches)


def _answers(sentences: Sequence[Sentence]) -> Clause | None:
    answers = [one for one in sentences if one.role == "agent" and _ANSWERS.search(one.text)]
    return _clause("answer", {one.index: _stretch(one.text, ()) for one in answers[-_MOST_ANSWERS:]})


def _clause(kind: str, stretches: Mapping[int, str]) -> Clause | None:
    said = {place: text for place, text in stretches.items() if text}
    return Clause(FRAME[kind] + BETWEEN.join(said.values()), tuple(said)) if said else None


def _stretch(text: str, words: Sequence[str]) -> str:
    """At most `LONGEST` characters of the text, from the first of the words on."""
    begin = next((text.find(word) for word in words if word in text), 0)
    return text[begin : begin + LONGEST].strip(_PAUSES)
