"""How cases are sorted: the section `tickets:`, what it makes of a draft, what agents leave of it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from agent_assist.cases.drafted import Sorter
from agent_assist.cases.labels import ticket_labels
from agent_assist.cases.settings import TicketSettings
from agent_assist.cases.traced import TracedField, traced
from contracts import Assisted, RiskSign, TicketField

WATER = {"id": "outage", "name": "停水", "intents": ["water"]}
SETTINGS: dict[str, Any] = {
    "deadlines": [
        {"id": "danger", "name": "两小时", "hours": 2, "danger": True},
        {"id": "usual", "name": "七天", "days": 7},
        {"id": "supply", "name": "一天", "hours": 24},
    ],
    "units": [{"id": "waterworks", "name": "水务"}, {"id": "old", "name": "旧单位", "retired": True}],
    "categories": [
        {
            "id": "utilities",
            "name": "公用事业",
            "groups": [
                {
                    "id": "water",
                    "name": "供水",
                    "unit": "waterworks",
                    "deadline": "supply",
                    "items": [WATER, {"id": "gone", "name": "水票", "retired": True}],
                }
            ],
        }
    ],
    "labels": {
        "person": [{"id": "enterprise", "name": "企业", "words": ["我们公司"], "first": True}],
        "nature": [{"id": "complaint", "name": "投诉", "words": ["投诉"]}],
    },
}
TICKETS = TicketSettings.model_validate(SETTINGS)


def value(field: str, text: str, line: str = "caller:0") -> TicketField:
    return TicketField(field=field, value=text, line=line, score=0.8)


def test_a_category_has_what_is_said_above_it() -> None:
    outage, gone = TICKETS.leaves
    assert (outage.path, outage.unit, outage.deadline) == (
        ("公用事业", "供水", "停水"),
        "waterworks",
        "supply",
    )
    assert gone.retired


def test_danger_has_a_deadline_of_its_own_and_what_is_unknown_the_usual_one() -> None:
    assert [TICKETS.deadline_of(*case) for case in (("outage", False), ("outage", True), ("", False))] == [
        TICKETS.deadlines[2],
        TICKETS.deadlines[0],
        TICKETS.deadlines[1],
    ]


def test_a_draft_has_ids_labels_and_danger_each_with_its_line() -> None:
    gas = RiskSign(kind="gas", name="燃气泄漏", urgent=True, words=("煤气味",), line="caller:2")
    drafted = value("category", "停水水压"), value("unit", "水电气暖"), value("demand", "停水了")
    noted = Assisted(call="c", ticket=drafted, risk=(gas,))
    said = {"caller:0": "停水了", "caller:1": "我要投诉，我们公司没法开工"}
    sorted_ = Sorter(TICKETS, {"water": "停水水压"})(noted, said)
    assert {(one.field, one.value, one.line) for one in sorted_.ticket} == {
        ("demand", "停水了", "caller:0"),
        ("category", "outage", "caller:0"),
        ("unit", "waterworks", "caller:0"),
        ("urgent", "danger", "caller:2"),
        ("person", "enterprise", "caller:1"),
        ("nature", "complaint", "caller:1"),
    }


def test_what_is_no_category_of_the_city_stays_empty() -> None:
    noted = Assisted(call="c", ticket=(value("category", "入学"), value("unit", "综合")))
    assert Sorter(TICKETS, {"water": "停水水压"})(noted, {}).ticket == ()


def test_what_is_retired_is_not_offered() -> None:
    labels = ticket_labels(TICKETS)
    assert [one.id for one in labels.categories] == ["outage"]
    assert labels.units == {"waterworks": "水务"}
    assert list(labels.deadlines) == ["usual", "supply", "danger"]


def test_a_filed_case_says_what_agents_have_left_of_the_draft() -> None:
    filed = {"demand": "停水了", "address": "幸福路12号", "time": "", "name": "王", "plate": ""}
    drafted = (value("demand", "停水了"), value("address", "幸福路2号", "caller:1"), value("time", "昨天"))
    assert traced(filed, drafted) == [
        TracedField("demand", "untouched", "caller:0"),
        TracedField("address", "corrected", "caller:1", "幸福路2号"),
        TracedField("time", "removed", "caller:0", "昨天"),
        TracedField("name", "typed"),
    ]


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"units": []}, "categories.0.groups.0.unit", "没有 'waterworks'"),
        ({"deadlines": SETTINGS["deadlines"][:2]}, "categories.0.groups.0.deadline", "没有 'supply'"),
        ({"units": [*SETTINGS["units"], SETTINGS["units"][0]]}, "units.2.id", "用了两次"),
        ({"categories": SETTINGS["categories"] * 2}, "categories.1.id", "用了两次"),
        ({"deadlines": [{"id": "a", "name": "b"}]}, "deadlines.0", "hours"),
    ],
)
def test_a_mistake_is_named_where_it_stands(change: dict[str, Any], place: str, says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TicketSettings.model_validate(SETTINGS | change)
    found = {".".join(map(str, one["loc"])): one["msg"] for one in refused.value.errors()}
    assert says in found[place]


def test_an_intent_that_is_not_there_is_a_mistake() -> None:
    [(path, text, value)] = TICKETS.unknown_intents({"noise"})
    assert (path, value) == (("categories", 0, "groups", 0, "items", 0, "intents", 0), "water")
    assert "没有事项" in text
