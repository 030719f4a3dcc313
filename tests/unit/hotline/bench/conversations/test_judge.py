"""What counts as right, as empty, as traced, as a misfit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from agent_assist.assist.assistance import Assistance
from agent_assist.assist.summary.summary import Clause
from agent_assist.assist.ticket.field import Field
from contracts import Suggestion
from hotline.bench.conversations.gold import Gold
from hotline.bench.conversations.judge import Verdict, judged
from hotline.bench.conversations.measure import rows_of

SAID = ("我们小区停水了", "在荷塘小区3栋", "快点修好")


def verdict(
    ticket: dict[str, str | tuple[str, ...]],
    found: dict[str, str],
    *,
    summary: tuple[Clause, ...] = (),
    shown: tuple[str, ...] = (),
    **more: Any,
) -> Verdict:
    head: dict[str, Any] = {"articles": ("water",), "also": ("pressure",), "open": ()}
    gold = Gold(id="x", kind="k", why="", begun=datetime(2026, 11, 26), ticket=ticket, **(head | more))
    suggestions = [
        Suggestion(article=article, title=article, text="", source="law", score=1.0) for article in shown
    ]
    fields = {name: Field(value, 0, 1.0) for name, value in found.items()}
    found_now = Assistance(
        suggestions=suggestions, ticket=fields, risk=(), quality=(), summary=summary, step=None
    )
    return judged(gold, SAID, found_now)


@pytest.mark.parametrize(
    ("name", "wanted", "found", "right"),
    [
        ("telephone", "15400000001", "154 0000 0001", True),
        ("telephone", "15400000001", "15400000010", False),
        ("name", "王", "王先生", True),
        ("name", "王建国", "王", False),
        ("address", "荷塘小区三期|荷塘小区", "荷塘小区3期", True),
        ("people", "3人", "3个人", True),
        ("people", "3人", "13人", False),
        ("time", "2026-11-25 19:00", "2026-11-25 19:00起", True),
        ("demand", ("停水|没水",), "小区停水了", True),
        ("demand", ("停水", "三天"), "小区停水了", False),
        ("demand", ("停水",), "", False),
    ],
)
def test_a_field_is_right_or_not(name: str, wanted: str | tuple[str, ...], found: str, right: bool) -> None:
    one = verdict({name: wanted}, {name: found})
    assert (one.said, one.right, one.never_said) == (1, int(right), 0)
    assert bool([fault for fault in one.faults if fault.what == name]) is not right


def test_what_was_never_said_stays_empty_and_what_is_open_is_not_judged() -> None:
    one = verdict({}, {"plate": "", "amount": "300元", "time": "2026"}, open=("time",))
    assert (one.said, one.never_said, one.empty) == (0, 2, 1)


def test_a_clause_names_the_sentences_in_which_it_stands() -> None:
    good = Clause("反映：我们小区停水了", (0,))
    elsewhere = Clause("反映：我们小区停水了", (1,))
    of_nobody = Clause("地点：荷塘小区9栋", (1,))
    beyond = Clause("地点：荷塘小区3栋", (1, 7))
    ticket: dict[str, str | tuple[str, ...]] = {"demand": ("停水",), "address": "荷塘小区3栋"}
    one = verdict(ticket, {}, summary=(good, elsewhere, of_nobody, beyond))
    assert (one.clauses, one.traced, one.invented) == (4, 1, 0)


def test_a_clause_about_a_thing_that_was_never_said_is_invented() -> None:
    assert verdict({}, {}, summary=(Clause("金额：快点修好", (2,)),)).invented == 1
    assert verdict({}, {}, summary=(Clause("坐席答复：快点修好", (2,)),)).invented == 0


def test_the_first_three_articles_count_and_each_other_is_a_misfit() -> None:
    one = verdict({}, {}, shown=("pressure", "fire", "dog", "water"))
    assert (one.fitting, one.shown, one.misfits) == (0, 3, 2)
    assert verdict({}, {}, shown=("dog", "water")).fitting == 1
    assert [fault.wanted for fault in one.faults if fault.what == "article"] == ["water"]
    nothing = verdict({}, {}, shown=("dog",), articles=(), also=())
    assert (nothing.wanted, nothing.fitting, nothing.misfits) == (0, 0, 1)


def test_shares_are_of_all_and_of_each_kind() -> None:
    rows = rows_of([verdict({"name": "王"}, {"name": "王"}), verdict({"name": "王"}, {"name": "李"})])
    found = {(row.group, row.name): row.figures for row in rows}
    assert found["ticket", "all"]["right_percent"] == found["ticket", "k"]["right_percent"] == 50.0
