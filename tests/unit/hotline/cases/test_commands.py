"""`hotline cases`: list, show, close, export."""

from __future__ import annotations

import asyncio
import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
from typer.testing import CliRunner

from contracts import CaseChanged, CasesExported, Event
from hotline.cases.csv_rows import COLUMNS
from hotline.cases.table import CaseRow
from hotline.cli.app import app
from hotline.configuration.articles.publisher import at_start
from hotline.configuration.generations.store import this_user
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load_source
from hotline.machine.paths import DEFAULT_CONFIG, State
from hotline.records.database.outbox import Outbox
from tests.unit.hotline.cases.opened import NUMBER, OUTAGE, opened


def run(folder: Path, *words: str) -> tuple[int, str]:
    where = ("--config", str(DEFAULT_CONFIG), "--state", str(folder))
    done = CliRunner().invoke(app, ["cases", *words, *where], env={"COLUMNS": "250", "LC_ALL": "C.UTF-8"})
    return done.exit_code, done.output


def left(folder: Path) -> list[Event | None]:
    async def ask() -> list[Event | None]:
        async with Outbox.opened(State(folder).database_url) as outbox:
            return list((await outbox.waiting("hotline1")).values())

    return asyncio.run(ask())


def case(folder: Path, **changes: bool | str | None) -> CaseRow:
    async def open_one() -> CaseRow:
        async with opened(folder) as store:
            return await store.open("call-1", NUMBER, replace(OUTAGE, **changes))

    return asyncio.run(open_one())


def test_a_case_is_listed_shown_and_closed(tmp_path: Path) -> None:
    State(tmp_path).database.touch()
    assert run(tmp_path, "list")[0] == 0
    row = case(tmp_path, secret=False)
    [shown] = json.loads(run(tmp_path, "list", "--json")[1])
    assert (shown["number"], shown["telephone"]) == (row.number, "139****5678")
    assert not {"name", "sealed"} & shown.keys()
    assert row.number in run(tmp_path, "list")[1]
    code, out = run(tmp_path, "show", row.number)
    assert code == 0
    assert "幸福路12号翠竹小区" in out
    assert "call-1" in out
    assert run(tmp_path, "close", row.number)[0] == 0
    assert run(tmp_path, "close", row.number)[0] == 1
    assert json.loads(run(tmp_path, "list", "--json")[1]) == []
    [over] = json.loads(run(tmp_path, "list", "--all", "--json")[1])
    assert (over["state"], over["changed_by"]) == ("closed", "command line")
    [told] = left(tmp_path)
    assert isinstance(told, CaseChanged)
    assert (told.case, told.state, told.by, told.where) == (row.number, "closed", this_user(), "terminal")


def test_no_telephone_of_who_wants_secrecy_or_was_not_asked_is_shown(tmp_path: Path) -> None:
    rows = [case(tmp_path, secret=wish, said="停水三天了") for wish in (True, None)]
    for row in rows:
        code, out = run(tmp_path, "show", row.number)
        assert code == 0
        assert "5678" not in out
        assert json.loads(run(tmp_path, "show", row.number, "--json")[1])["telephone"] == ""
    assert "5678" not in run(tmp_path, "list")[1]
    assert [one["telephone"] for one in json.loads(run(tmp_path, "list", "--json")[1])] == ["", ""]


def test_a_number_that_no_case_has_ends_with_advice(tmp_path: Path) -> None:
    State(tmp_path).database.touch()
    for verb in ("show", "close"):
        code, out = run(tmp_path, verb, "261129000009")
        assert code == 2
        assert "hotline cases list --all" in out


def test_the_export_leaves_out_the_telephone_of_who_wants_secrecy(tmp_path: Path) -> None:
    case(tmp_path, secret=True, said="=1+1，停水了")
    case(tmp_path, secret=False)
    file = tmp_path / "cases.csv"
    assert run(tmp_path, "export", str(file))[0] == 0
    secret, plain = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    assert (secret["telephone"], plain["telephone"]) == ("", "139****5678")
    assert secret["said"].startswith("'=1+1")
    assert plain["place"] == OUTAGE.place
    assert run(tmp_path, "export", "--from", "2031-01-01")[1].count("\n") == 1
    assert run(tmp_path, "export", "--from", "yesterday")[0] == 2
    assert run(tmp_path, "export", str(tmp_path / "no" / "folder.csv"))[0] == 2


def test_a_workbook_has_the_same_and_no_formula(tmp_path: Path) -> None:
    case(tmp_path, secret=True, said="=1+1，停水了")
    case(tmp_path, secret=False, said="http://example.cn/\x07" + "水" * 40_000)
    file = tmp_path / "cases.xlsx"
    assert run(tmp_path, "export", str(file))[0] == 0
    sheet = openpyxl.load_workbook(file)["工单"]
    names, secret, plain = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert tuple(names) == COLUMNS
    first, second = dict(zip(names, secret, strict=True)), dict(zip(names, plain, strict=True))
    assert (first["telephone"], second["telephone"]) == (None, "139****5678")
    assert (first["said"], first["secret"]) == ("=1+1，停水了", True)
    assert second["said"].startswith("http://example.cn/水")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "b", "n"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_who_has_the_cases_is_written_down(tmp_path: Path) -> None:
    case(tmp_path, secret=False)
    assert run(tmp_path, "export", "--from", "2026-01-01", "--to", "2031-01-01")[0] == 0
    assert run(tmp_path, "export", str(tmp_path / "all.xlsx"))[0] == 0
    first, second = left(tmp_path)
    assert isinstance(first, CasesExported)
    assert isinstance(second, CasesExported)
    assert (first.by, first.format, first.cases) == (this_user(), "csv", 1)
    assert (first.first, first.last) == ("2026-01-01", "2031-01-01")
    assert second.format == "xlsx"


def test_a_reply_is_looked_at_before_it_is_sent(tmp_path: Path) -> None:
    row = case(tmp_path, said="停水三天了，什么时候恢复", unit="water_company", unit_name="自来水公司")
    reply = tmp_path / "reply.txt"
    reply.write_text("供电公司会尽快处理停水。", encoding="utf-8")
    code, out = run(tmp_path, "precheck", row.number, str(reply), "--json")
    kinds = {one["kind"]: one["words"] for one in json.loads(out)["findings"]}
    assert (code, kinds) == (
        1,
        {"unanswered": "什么时候恢复", "wrong_unit": "供电公司", "no_date": "尽快"},
    )
    assert "什么时候恢复" in run(tmp_path, "precheck", row.number, str(reply))[1]
    reply.write_text("自来水公司已于11月29日抢修，停水的管道当天恢复供水。", encoding="utf-8")
    assert run(tmp_path, "precheck", row.number, str(reply))[0] == 0
    assert run(tmp_path, "precheck", "261129000000", str(reply))[0] == 2
    code, out = run(tmp_path, "precheck", "abc", str(reply))
    assert (code, "abc is no number of a case, which has twelve digits" in out) == (2, True)
    assert run(tmp_path, "precheck", row.number, str(tmp_path / "none.txt"))[0] == 2
    assert "articles in" in run(tmp_path, "precheck", row.number, str(reply))[1]
    at_start(load_source(DEFAULT_CONFIG, HotlineConfig)[0].desk.knowledge, State(tmp_path))
    told = run(tmp_path, "precheck", row.number, str(reply))[1]
    assert "the articles that are published: generation 1" in told
    assert json.loads(run(tmp_path, "precheck", row.number, str(reply), "--json")[1])["articles"] == 1
    reply.write_bytes(b"\xff\xfe")
    assert "UTF-8" in run(tmp_path, "precheck", row.number, str(reply))[1]
