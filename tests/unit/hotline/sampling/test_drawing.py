"""Which calls are drawn: by rule, by chance, the same again with the same seed."""

from __future__ import annotations

import random
from typing import Any

import pytest

from agent_assist.sampling.settings import DrawingRule
from contracts import Assisted, Bridged, CallEnded, Event, QualityMark, RiskSign, SatisfactionGiven
from hotline.records.database.tables import CallRow
from hotline.sampling.drawing import drawn, fits, of_agents

CALLS = [CallRow(f"c{at}", "138****0000", "12345", at, at + 60, agent=f"80{at % 3:02}") for at in range(60)]
TALK: list[Event] = [
    Bridged(call="c1", agent="8001", at=100.0),
    SatisfactionGiven(call="c1", queue="urban", agent="8001", score=1, low=True, by="key", at=710.0),
    Assisted(
        call="c1",
        ended=True,
        quality=(QualityMark(rule="greeting", name="开头语", line="agent:0"),),
        risk=(RiskSign(kind="gas", name="燃气", urgent=True, words=("煤气",), line="caller:1"),),
    ),
    CallEnded(call="c1", by="caller", at=750.0),
]


def test_the_same_seed_draws_the_same_in_whatever_order_calls_come() -> None:
    mixed = random.Random(3).sample(CALLS, len(CALLS))
    assert drawn(CALLS, 5, "7") == drawn(mixed, 5, "7")
    assert drawn(CALLS, 5, "7") != drawn(CALLS, 5, "8")
    assert len({call.id for call in drawn(CALLS, 5, "7")}) == 5
    assert len(drawn(CALLS, 500, "7")) == 60
    assert drawn([], 5, "7") == []


def test_each_call_is_drawn_as_often_as_another() -> None:
    found = [call.id for seed in range(600) for call in drawn(CALLS, 6, str(seed))]
    counts = [found.count(call.id) for call in CALLS]
    assert min(counts) > 30
    assert max(counts) < 95


def test_of_some_agents() -> None:
    assert {call.agent for call in of_agents(CALLS, ["8001"])} == {"8001"}
    assert of_agents(CALLS, []) == CALLS


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, True),
        ({"satisfaction_low": True}, True),
        ({"marked": True}, True),
        ({"marks": ("greeting", "silence")}, True),
        ({"marks": ("silence",)}, False),
        ({"risks": ("gas",)}, True),
        ({"risks": ("fire",)}, False),
        ({"talk_over_s": 600}, True),
        ({"talk_over_s": 650}, False),
        ({"talk_under_s": 60}, False),
        ({"queues": ("utilities",)}, False),
        ({"satisfaction_low": True, "talk_over_s": 651}, False),
    ],
)
def test_all_that_a_rule_says_must_hold(rule: dict[str, Any], expected: bool) -> None:
    made = DrawingRule(id="r", name="r", **rule)
    assert fits(made, CALLS[1], TALK) == expected
    assert not fits(DrawingRule(id="r", name="r", marked=True), CALLS[1], [])
