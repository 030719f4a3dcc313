"""`hotline topics`: what is shown, and what a person changes."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.city.kept.rows import Written
from hotline.city.kept.store import PURPOSE, CityStore
from hotline.city.surges.warning import Warning
from hotline.city.view import CityView
from hotline.cli.app import app
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.records.sealing import Seal
from tests.unit.hotline.city.streets import MATTERS, call, kind_of


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Of a service that has taken in some calls and told of a surge."""
    now, view, written = time.time() - 60, CityView(kind_of), Written()
    for number in range(12):
        one = call(number, now, MATTERS[number % 3], "东城区")
        taken = view.take(one)
        written.calls.append((one, taken.assigned))
    written.topics = {one.id: one for one in view.topics.all()}
    surge = Warning("1-东城区-1", 1, "东城区", now, now, 0.1, 400.0, humble=True)
    surge.add(call(0, now, ""))
    written.warnings = {surge.id: surge}

    async def write() -> None:
        where = State(tmp_path)
        seal = Seal(load_or_create(where.secrets, ()).seal, PURPOSE)
        async with CityStore.opened(where.database_url, seal) as store:
            await store.write(written, view.topics.common)

    asyncio.run(write())
    return tmp_path


def said(state: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["topics", "--state", str(state), *arguments])
    assert result.exit_code == code, result.output
    return result.output


def marked(state: Path, verb: str, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["topics", verb, *arguments, "--state", str(state)])
    assert result.exit_code == code, result.output
    return result.output


def test_topics_and_surges_are_shown_without_callers(state: Path) -> None:
    told = json.loads(said(state, "--json"))
    assert [row["people"] for row in told["topics"]] == [4, 4, 4]
    (surge,) = told["surges"]
    assert (surge["district"], surge["humble"], surge["calls"]) == ("东城区", True, ["call-0"])
    assert "callers" not in surge
    assert MATTERS[0][:8] in said(state)


def test_a_person_names_pins_hides_and_merges(state: Path) -> None:
    first, second, third = (row["id"] for row in json.loads(said(state, "--json"))["topics"])
    marked(state, "name", str(third), " 烧烤  扰民 ")
    marked(state, "pin", str(third))
    marked(state, "hide", str(first))
    rows = json.loads(said(state, "--json"))["topics"]
    assert [(row["id"], row["name"]) for row in rows] == [(third, "烧烤 扰民"), (second, "")]
    marked(state, "hide", str(first), "--off")
    marked(state, "merge", str(first), str(second))
    rows = json.loads(said(state, "--json"))["topics"]
    assert {row["id"]: row["people"] for row in rows} == {third: 4, second: 8}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("name", "99", "x"), "there is no topic 99"),
        (("merge", "1", "99"), "there is no topic 99"),
        (("merge", "99", "1"), "there is no topic 99"),
        (("merge", "1", "1"), "a topic is no part of itself"),
    ],
)
def test_what_is_not_there_is_said(state: Path, arguments: tuple[str, ...], told: str) -> None:
    assert told in marked(state, *arguments, code=2)


def test_two_topics_are_not_parts_of_one_another(state: Path) -> None:
    first, second, third = (row["id"] for row in json.loads(said(state, "--json"))["topics"])
    assert f"{first} is a part of {second} now" in marked(state, "merge", str(first), str(second))
    told = marked(state, "merge", str(second), str(first), code=2)
    assert f"{first} is a part of {second} already: the two are one" in told
    again = marked(state, "merge", str(first), str(second), code=2)
    assert f"{first} is a part of {second} already" in again
    told = marked(state, "merge", str(first), str(third), code=2)
    assert f"{first} is a part of {second} already: merge {second} into {third} instead" in told


def test_who_merges_into_a_part_or_a_hidden_topic_is_told_where_it_went(state: Path) -> None:
    first, second, third = (row["id"] for row in json.loads(said(state, "--json"))["topics"])
    marked(state, "merge", str(first), str(second))
    marked(state, "hide", str(second))
    told = marked(state, "merge", str(third), str(first))
    assert f"{third} is a part of {second} now" in told
    assert f"{second} is hidden" in told
    marked(state, "hide", str(second), "--off")
    (row,) = json.loads(said(state, "--json"))["topics"]
    assert (row["id"], row["people"]) == (second, 12)


def test_a_time_without_calls(state: Path) -> None:
    for number in (row["id"] for row in json.loads(said(state, "--json"))["topics"]):
        marked(state, "hide", str(number))
    assert json.loads(said(state, "--json"))["topics"] == []


def test_without_any_records_it_says_so(tmp_path: Path) -> None:
    assert "no records here" in said(tmp_path, code=2)
