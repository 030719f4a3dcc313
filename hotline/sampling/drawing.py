"""Which calls are drawn, by rule and by chance. Pure: the seed is given."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence

from agent_assist.sampling.settings import DrawingRule
from contracts import Assisted, Bridged, CallEnded, Event, SatisfactionGiven
from hotline.records.database.tables import CallRow


def drawn(calls: Iterable[CallRow], count: int, seed: str) -> list[CallRow]:
    """So many of them; the same calls and seed give the same draw, in whatever order they come."""
    sorted_calls = sorted(calls, key=lambda call: call.id)
    dice = random.Random(seed)
    return dice.sample(sorted_calls, min(count, len(sorted_calls)))


def of_agents(calls: Iterable[CallRow], agents: Collection[str]) -> list[CallRow]:
    """Calls of those agents; of all where none is named."""
    return [call for call in calls if not agents or call.agent in agents]


def fits(rule: DrawingRule, call: CallRow, events: Sequence[Event]) -> bool:
    """Whether all that the rule says holds of the call."""
    if rule.queues and call.queue not in rule.queues:
        return False
    low = any(isinstance(event, SatisfactionGiven) and event.low for event in events)
    if rule.satisfaction_low and not low:
        return False
    noted = [event for event in events if isinstance(event, Assisted) and event.ended]
    marks = {mark.rule for event in noted for mark in event.quality if not mark.open}
    if (rule.marked and not marks) or (rule.marks and not marks & set(rule.marks)):
        return False
    if rule.risks and not {sign.kind for event in noted for sign in event.risk} & set(rule.risks):
        return False
    talked = talk_s(events)
    if rule.talk_over_s is not None and not talked > rule.talk_over_s:
        return False
    return rule.talk_under_s is None or 0 < talked < rule.talk_under_s


def that_fit(
    rule: DrawingRule, calls: Iterable[CallRow], events: Mapping[str, Sequence[Event]]
) -> list[CallRow]:
    """Those of the calls that the rule is about."""
    return [call for call in calls if fits(rule, call, events.get(call.id, ()))]


def talk_s(events: Iterable[Event]) -> float:
    """Seconds from the first bridge to the end; 0 without one."""
    begun = ended = 0.0
    for event in events:
        match event:
            case Bridged() if not begun:
                begun = event.at
            case CallEnded():
                ended = event.at
    return max(0.0, ended - begun) if begun else 0.0
