"""Category and unit learned from a city's own cases: what is read, how right it is, what becomes of it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.cases.drafted import Sorter
from contracts import Assisted, TicketField
from hotline.cases.learned.kept import KeptCases
from hotline.cases.learned.machine import Machine
from hotline.cases.learned.rows import LearnedRow, RowsError, of_cases, read_table
from hotline.cases.learned.sorting import LearnedCases, TooFew, measured
from hotline.machine.paths import State
from tests.unit.hotline.cases.opened import NUMBER, OUTAGE, opened
from tests.unit.hotline.cases.test_book import CONFIG
from tests.unit.hotline.cases.test_commands import run

TICKETS = CONFIG.tickets
MATTERS = {
    "c_water_outage": ("自来水公司", ["停水了", "没有水", "水压太小", "水管爆了", "龙头不出水"]),
    "c_dogs": ("城市管理局", ["狗不拴绳", "狗咬人", "大型犬乱跑", "遛狗不清理", "流浪狗"]),
    "c_heating": ("热力公司", ["暖气不热", "供暖温度低", "暖气片冰凉", "暖气漏水", "没有供暖"]),
}
PLACES = ["东门小区", "西街", "南苑三栋", "北路口", "中山花园", "新村", "老街", "河边"]


def table(encoding: str = "utf-8-sig", head: str = "编号,内容,分类,承办单位") -> bytes:
    lines = [head]
    for category, (unit, told) in MATTERS.items():
        lines += [f"1,{place}{one}，请处理,{category},{unit}" for one in told for place in PLACES]
    return "\n".join(lines).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_a_table_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    read = read_table(table(encoding), TICKETS)
    assert len(read.rows) == 120
    assert read.left_out == []
    assert read.rows[0] == LearnedRow("东门小区停水了，请处理", "c_water_outage", "water_company")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "text"),
        ("编号,电话\n1,2\n".encode(), "text"),
        (b"\xff\xfe\xff\xff\xff", "UTF-8"),
        ("内容\n停水".encode(), "分类"),
    ],
)
def test_a_table_without_the_columns_says_what_is_missing(data: bytes, what: str) -> None:
    with pytest.raises(RowsError, match=what):
        read_table(data, TICKETS)


def test_rows_that_cannot_be_used_are_told_by_line() -> None:
    told = ("停水了,停水水压", ",停水水压", "有狗,没有这个分类", "停电,公用事业/供电供气供暖/停电用电")
    data = "\n".join(["内容,分类", *told]).encode()
    read = read_table(data, TICKETS)
    assert [row.category for row in read.rows] == ["c_water_outage", "c_power"]
    assert [line.partition(":")[0] for line in read.left_out] == ["3", "4"]
    assert "没有这个分类" in read.left_out[1]


@given(st.binary(max_size=300))
def test_no_file_breaks_it(data: bytes) -> None:
    try:
        read_table(data, TICKETS)
    except RowsError:
        return


def test_what_is_learned_sorts_what_it_has_not_seen(tmp_path: Path) -> None:
    rows = read_table(table(), TICKETS).rows
    for kind in ("category", "unit"):
        figures = measured(rows, kind)
        assert figures is not None
        assert (figures.classes, figures.cases) == (3, 120)
        assert figures.right >= 0.95
        assert figures.in_two >= figures.right
    learned = LearnedCases.of(rows)
    learned.write(tmp_path / "learned.npz")
    again = LearnedCases.read(tmp_path / "learned.npz")
    assert again is not None
    for told, category in {
        "我家没水了": "c_water_outage",
        "邻居的狗乱跑": "c_dogs",
        "屋里暖气不热": "c_heating",
    }.items():
        first, second = again.ranked("category", told)
        assert first.name == category
        assert first.score > second.score
    assert again.ranked("category", "") == [] == again.ranked("category", "zzz" * 0)
    assert "东门小区".encode() not in (tmp_path / "learned.npz").read_bytes(), "no text is kept"


def test_too_few_are_refused_and_another_file_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(TooFew):
        LearnedCases.of([LearnedRow("停水了", "c_water_outage", "")] * 10)
    for content in (b"", b"PK\x03\x04nothing", b"no archive"):
        (tmp_path / "learned.npz").write_bytes(content)
        assert LearnedCases.read(tmp_path / "learned.npz") is None


def test_a_running_service_reads_what_was_learned_anew(tmp_path: Path) -> None:
    kept = KeptCases(tmp_path / "learned.npz")
    assert kept.ranked("category", "停水") == []
    LearnedCases.of(read_table(table(), TICKETS).rows).write(tmp_path / "learned.npz")
    assert kept.ranked("category", "停水")[0][0] == "c_water_outage"
    (tmp_path / "learned.npz").unlink()
    assert kept.ranked("category", "停水") == []


def drafted(
    text: str, *, learned: dict[str, list[tuple[str, float]]], topic: str = "", score: float = 0.5
) -> dict[str, tuple[str, str]]:
    fields = (TicketField(field="category", value=topic, line="caller:0", score=score),) if topic else ()
    sorter = Sorter(
        TICKETS, {one.id: one.name for one in CONFIG.ivr.intents}, lambda kind, _text: learned.get(kind, [])
    )
    noted = sorter(Assisted(call="c", ticket=fields), {"caller:0": text})
    return {
        one.field: (one.value, one.runner_up) for one in noted.ticket if one.field in ("category", "unit")
    }


def test_the_surer_of_intent_and_own_cases_is_followed_with_its_runner_up() -> None:
    surer = {"category": [("c_dogs", 0.9), ("c_power", 0.05)], "unit": [("urban_management", 0.9)]}
    assert drafted("狗", learned=surer, topic="停水水压") == {
        "category": ("c_dogs", "c_water_outage"),
        "unit": ("urban_management", "water_company"),
    }
    unsure = {"category": [("c_dogs", 0.2)], "unit": []}
    assert drafted("水", learned=unsure, topic="停水水压") == {
        "category": ("c_water_outage", "c_dogs"),
        "unit": ("water_company", ""),
    }
    assert drafted("打错了", learned=unsure) == {}, "nobody is sure"
    assert drafted("狗", learned=surer)["category"] == ("c_dogs", "c_power")
    gone = {"category": [("c_gone", 0.99), ("c_dogs", 0.7)]}
    assert drafted("狗", learned=gone)["category"] == ("c_dogs", ""), (
        "what the taxonomy has no more is nothing"
    )


def test_corrections_are_learned_from_and_count_more(tmp_path: Path) -> None:
    corrected = '[{"field": "category", "how": "corrected", "line": "caller:1", "drafted": "c_dogs"}]'
    told = replace(OUTAGE, category="c_water_outage", unit="water_company", said="停水了", appeal="快修")

    async def cases() -> list[LearnedRow]:
        async with opened(tmp_path) as store:
            plain = await store.open("call-1", NUMBER, told, "wang")
            message = await store.open("call-2", NUMBER, told)
        return of_cases([plain, replace(plain, traced=corrected), message])

    first, second = asyncio.run(cases())
    assert (first.text, first.category, first.unit) == ("停水了，快修", "c_water_outage", "water_company")
    assert second.weight > first.weight


def test_a_machine_of_one_class_is_none() -> None:
    with pytest.raises(ValueError, match="two"):
        Machine.learned(["a", "b"], ["x", "x"])


def test_the_command_learns_measures_and_says_what_it_left_out(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_bytes(table() + "\n1,停水了,没有这个,\n".encode())
    code, out = run(tmp_path, "learn", str(file), "--dry-run")
    assert code == 0
    assert "dry run" in out
    assert not State(tmp_path).learned_cases.exists()
    code, out = run(tmp_path, "learn", str(file), "--json")
    told = json.loads(out[out.index("{") :])
    assert (code, told["cases"]) == (0, 120)
    assert {one["kind"] for one in told["figures"]} == {"category", "unit"}
    assert "没有这个" in told["left_out"][0]
    assert State(tmp_path).learned_cases.exists()
    assert run(tmp_path, "learn")[0] != 0
    assert run(tmp_path, "learn", str(tmp_path / "none.csv"))[0] != 0
    assert run(tmp_path, "learn", "--own")[0] != 0, "nothing was filed here"
