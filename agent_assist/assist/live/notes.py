"""What is noted of a conversation, as an event: sentences are lines of the transcript there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent_assist.assist.assistance import Notes
from agent_assist.assist.quality.quality import Finding
from agent_assist.assist.quality.settings import QualityRule
from agent_assist.assist.risk.kinds import NAMES
from agent_assist.assist.risk.risk import Risk
from agent_assist.assist.ticket.field import Field
from contracts import Assisted, QualityMark, RiskSign, SummaryClause, TicketField

_STILL = ("says", "reads_back")
"""Checks of what is to be done once: it may still be, for as long as the talk lasts."""


@dataclass(frozen=True, slots=True)
class Now:
    """A conversation as it stands."""

    call: str
    lines: Sequence[str]
    """By the places of the sentences."""
    ended: bool


def event_of(now: Now, notes: Notes, rules: Sequence[QualityRule], heard: Sequence[RiskSign]) -> Assisted:
    """`heard`: risks in what is still being said."""
    told = [_risk(now, one) for one in notes.risk]
    return Assisted(
        call=now.call,
        ticket=_ticket(now, notes.ticket),
        risk=(*told, *heard),
        quality=_marks(now, notes.quality, {rule.id: rule for rule in rules}),
        summary=tuple(
            SummaryClause(text=one.text, lines=tuple(now.lines[at] for at in one.sentences))
            for one in notes.summary
        ),
        step=None if now.ended else notes.step,
        ended=now.ended,
    )


def sign_of(risk: Risk, line: str) -> RiskSign:
    """A risk that stands in that line."""
    return RiskSign(kind=risk.kind, name=NAMES[risk.kind], urgent=risk.urgent, words=risk.words, line=line)


def _risk(now: Now, risk: Risk) -> RiskSign:
    return sign_of(risk, now.lines[risk.sentence])


def _ticket(now: Now, fields: Mapping[str, Field]) -> tuple[TicketField, ...]:
    """Those that were said."""
    return tuple(
        TicketField(
            field=name,
            value=field.value,
            line=now.lines[field.sentence],
            also=tuple(now.lines[at] for at in field.also),
            score=min(1.0, max(0.0, field.score)),
        )
        for name, field in fields.items()
        if field.value and field.sentence is not None
    )


def _marks(now: Now, found: Sequence[Finding], rules: Mapping[str, QualityRule]) -> tuple[QualityMark, ...]:
    return tuple(
        QualityMark(
            rule=one.rule,
            name=rules[one.rule].name,
            line=now.lines[one.sentence],
            open=not now.ended and rules[one.rule].check in _STILL,
        )
        for one in found
    )
