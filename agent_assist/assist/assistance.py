"""Everything that helps an agent with one conversation, as a pure function of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent_assist.assist.quality.quality import Finding, findings
from agent_assist.assist.quality.settings import QualityRule
from agent_assist.assist.reader import Reader
from agent_assist.assist.risk.kinds import NAMES
from agent_assist.assist.risk.risk import Risk, risks
from agent_assist.assist.scripts.step import step_of
from agent_assist.assist.summary.summary import Clause, summary
from agent_assist.assist.ticket.field import Field
from agent_assist.assist.ticket.ticket import ticket, topics_told
from agent_assist.assist.turns import Sentence, Turn, turns_of
from contracts import ScriptStep, Suggestion


@dataclass(frozen=True, slots=True)
class About:
    """What a conversation is about; each may be empty."""

    topic: str
    """Name of the intent of most of it."""
    emergency: str
    """In words."""
    demand: str
    """The sentence that says what is wanted."""
    topics: Mapping[str, float]
    """Intents by their shares."""
    district: str
    """Of the place, as the ticket has it."""


Suggest = Callable[[Sequence[Turn], About], Sequence[Suggestion]]
"""Articles, the best first."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What is noted of a conversation as far as it has gone."""

    ticket: Mapping[str, Field]
    risk: Sequence[Risk]
    quality: Sequence[Finding]
    summary: Sequence[Clause]
    step: ScriptStep | None
    """What the agent would say next; None: they listen."""


@dataclass(frozen=True, slots=True)
class Assistance(Notes):
    """The notes, with articles."""

    suggestions: Sequence[Suggestion]
    """None: there is no fitting article."""

    def as_json(self) -> dict[str, Any]:
        """As `hotline assist --json` prints it. A sentence is its place in the conversation, from 0."""
        return {
            "suggestions": [
                {"article": one.article, "source": one.source, "score": one.score, "words": [*one.matched]}
                for one in self.suggestions
            ],
            "ticket": {
                name: {"value": field.value, "sentence": field.sentence, "score": field.score}
                for name, field in self.ticket.items()
            },
            "risk": [
                {"kind": one.kind, "words": [*one.words], "sentence": one.sentence} for one in self.risk
            ],
            "quality": [{"rule": one.rule, "sentence": one.sentence} for one in self.quality],
            "summary": [{"text": one.text, "sentences": [*one.sentences]} for one in self.summary],
        }


def assist(
    sentences: Sequence[Sentence], reader: Reader, rules: Sequence[QualityRule], suggest: Suggest
) -> Assistance:
    """Of all that was said. Blocking: some ten milliseconds a sentence."""
    notes = noted(sentences, reader, rules)
    topic, demand, where = (notes.ticket[name].value for name in ("category", "demand", "district"))
    turns = turns_of(sentences)
    about = About(topic, emergency_of(notes.risk), demand, topics_told(turns, reader), where)
    found = suggest(turns, about)
    return Assistance(notes.ticket, notes.risk, notes.quality, notes.summary, notes.step, found)


def noted(sentences: Sequence[Sentence], reader: Reader, rules: Sequence[QualityRule]) -> Notes:
    """Of all that was said. Blocking, as `assist`."""
    turns = turns_of(sentences)
    fields = ticket(turns, reader)
    risk = risks(turns, reader)
    marks = findings(sentences, turns, rules, fields, reader)
    step = step_of(turns, fields, risk, reader)
    return Notes(fields, risk, marks, summary(sentences, fields, risk), step)


def emergency_of(risk: Sequence[Risk]) -> str:
    """The danger that was told last, in words; empty: none was. One that nobody names has no article of its
    own: what was said finds it."""
    return next((NAMES[one.kind] for one in reversed(risk) if one.urgent and one.kind != "danger"), "")
