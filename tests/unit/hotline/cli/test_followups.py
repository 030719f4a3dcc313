"""`hotline followups`, and what `hotline check` refuses of follow-ups."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts import FollowupAllowed, FollowupResult
from hotline.cases.store import PURPOSE as CASES
from hotline.cases.store import CaseStore
from hotline.cases.table import CaseMatter
from hotline.cli.app import app
from hotline.configuration.generations.store import this_user
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.records.database.followups.store import PURPOSE, FollowupStore
from hotline.records.database.outbox import Outbox
from hotline.records.sealing import Seal

HOTLINE = """\
agents: [{{id: wang, name: 王芳, extension: "1001"}}]
desk: {{emergency_queues: []}}
dialogue: {{human_queue: general}}
queues: [{{id: general, name: 综合}}]
intents: [{{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}}]
telephony: {{trunks: [{{id: carrier, match: [192.0.2.10], {dial}}}]}}
followups: {{enabled: true{more}}}
"""
DIAL = 'dial: {address: 192.0.2.10, prefixes: ["139"]}'


class Place:
    """A configuration and a state of its own."""

    def __init__(self, folder: Path, dial: str = DIAL, more: str = "") -> None:
        self.folder = folder
        (folder / "config.yaml").write_text(HOTLINE.format(dial=dial, more=more), "utf-8")

    def hotline(self, *words: str, code: int = 0, state: bool = True) -> str:
        where = ["--config", str(self.folder / "config.yaml")]
        where += ["--state", str(self.folder / "state")] if state else []
        done = CliRunner().invoke(app, [*words, *where], env={"COLUMNS": "200", "LC_ALL": "C.UTF-8"})
        assert done.exit_code == code, done.output
        return done.output

    def add(self, text: str, code: int = 0) -> str:
        (self.folder / "list.csv").write_text(text, "utf-8")
        return self.hotline("followups", "add", str(self.folder / "list.csv"), code=code)

    def close(self, id: int, answers: dict[str, str], result: FollowupResult = "answered") -> None:
        async def run() -> None:
            state = State(self.folder / "state")
            seal = Seal(load_or_create(state.secrets, ()).seal, PURPOSE)
            async with FollowupStore.opened(state.database_url, seal) as store:
                await store.close(id, result, answers)

        asyncio.run(run())


def test_a_list_is_added_shown_taken_back_and_its_results_are_a_table(tmp_path: Path) -> None:
    place = Place(tmp_path)
    added = place.add("电话,编号\n13912345678,GD-1\n13912345679,GD-2\n")
    assert "2" in added
    shown = place.hotline("followups", "list")
    assert "139****5678" in shown
    assert "13912345678" not in shown
    place.hotline("followups", "cancel", "2")
    place.hotline("followups", "cancel", "2", code=1)
    place.close(1, {"solved": "是", "remarks": "=1+1"})
    table = list(csv.DictReader(io.StringIO(place.hotline("followups", "results", "--csv"))))
    assert [(row["ref"], row["result"], row["solved"]) for row in table] == [
        ("GD-1", "answered", "是"),
        ("GD-2", "withdrawn", ""),
    ]
    assert table[0]["remarks"] == "'=1+1", "no formula"


def test_those_whose_cases_came_to_an_end_are_asked_once(tmp_path: Path) -> None:
    place = Place(tmp_path)

    async def cases() -> str:
        state = State(tmp_path / "state")
        seal = Seal(load_or_create(state.secrets, ()).seal, CASES)
        async with CaseStore.opened(state.database_url, seal) as store:
            done = await store.open("c1", "13912345678", CaseMatter(topic="路灯", queue="general"))
            await store.set_state(done.number, "answered", "wang")
            await store.open("c2", "13912345679", CaseMatter(topic="停水", queue="general"))
            other = await store.open("c3", "16812345678", CaseMatter(topic="噪声", queue="general"))
            await store.set_state(other.number, "closed", "wang")
            return done.number

    number = asyncio.run(cases())
    place.hotline("followups", "add", "--cases")
    shown = place.hotline("followups", "list", "--json")
    assert [row["ref"] for row in json.loads(shown)] == [number], "one is not done, one may not be dialled"
    place.close(1, {})
    place.hotline("followups", "add", "--cases")
    assert place.hotline("followups", "list", "--json").strip() == "[]"
    place.hotline("followups", "add", code=1)


def test_a_mistake_in_the_list_adds_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert "line 3" in place.add("telephone\n13912345678\n16812345678\n", code=1)
    assert "no records here" in place.hotline("followups", "list", "--json", code=2)


@pytest.mark.parametrize(
    ("dial", "more", "says"),
    [
        ("", "", "followups.enabled"),
        (DIAL, ', hours: "08:00-23:00"', "followups.hours"),
        (DIAL, ", queue: nowhere", "followups.queue"),
        (DIAL, ", questions: {default: []}", "followups.questions"),
    ],
)
def test_check_refuses_what_cannot_be(tmp_path: Path, dial: str, more: str, says: str) -> None:
    place = Place(tmp_path, dial or "codecs: [alaw]", more)
    assert says in place.hotline("check", code=2, state=False)


def test_who_wanted_no_calls_may_be_called_again_when_they_agree(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.add("电话\n13912345678\n")
    place.close(1, {}, "never")
    assert "1 want never" in place.add("电话\n13912345678\n")
    assert "13912345678" not in place.hotline("followups", "allow", "+86 139 1234 5678")
    assert "1 added" in place.add("电话\n13912345678\n")
    place.hotline("followups", "allow", "13912345678", code=1)
    place.hotline("followups", "allow", "nobody", code=1)

    async def left() -> list[object]:
        async with Outbox.opened(State(tmp_path / "state").database_url) as outbox:
            return list((await outbox.waiting("hotline1")).values())

    [told] = asyncio.run(left())
    assert isinstance(told, FollowupAllowed)
    assert (told.person, told.agent) == ("139****5678", this_user())


def test_old_answers_are_deleted_and_references_stay(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.add("电话,编号\n13912345678,GD-1\n13912345679,GD-2\n")
    place.close(1, {"remarks": "很好"})

    async def forget(before: float) -> int:
        state = State(tmp_path / "state")
        seal = Seal(load_or_create(state.secrets, ()).seal, PURPOSE)
        async with FollowupStore.opened(state.database_url, seal) as store:
            return await store.forget(before)

    assert asyncio.run(forget(time.time() - 1000)) == 0
    assert asyncio.run(forget(time.time() + 1)) == 1
    [row] = json.loads(place.hotline("followups", "results", "--json"))
    assert (row["ref"], row["result"], row["answers"], row["number"]) == ("GD-1", "answered", {}, "")
    assert "139****5679" in place.hotline("followups", "list"), "who is still to be called is left alone"
