"""A synthetic month in every format, opened: the numbers are right, and nothing in it is personal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args
from zipfile import ZipFile

import openpyxl
import pypdf
import pytest
from sqlalchemy import insert

from contracts.errors import HotlineError
from hotline.city.kept.tables import CITY_CALLS
from hotline.records.database.connection import connected, usable_url
from hotline.reports.book import OnlyMonths
from hotline.reports.formats.files import Format, file_name, written
from hotline.reports.formats.pdf import NoPdf, report_pdf
from hotline.reports.period import period_of
from hotline.reports.report import HIDDEN, Report
from hotline.reports.words import Language
from tests.unit.hotline.reports.months import MONTH, NOW, PERSONAL, book, city_call, fill, url

FORMATS: tuple[Format, ...] = get_args(Format)
LANGUAGES: tuple[Language, ...] = get_args(Language)


async def made(folder: Path, kind: str = "month", day: date = MONTH, *, public: bool = False) -> Report:
    await fill(folder)
    async with book(folder) as reports:
        return await reports.make(period_of(kind, day), NOW, public=public)  # type: ignore[arg-type]


def rows(report: Report, id: str) -> dict[str, dict[str, Any]]:
    sheet = report.sheet(id)
    return {str(row[0]): dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows}


def texts(body: bytes, form: Format) -> Iterator[str]:
    """All that stands in a file, what people see and what they do not."""
    if form == "pdf":
        reader = pypdf.PdfReader(io.BytesIO(body))
        yield from (page.extract_text() for page in reader.pages)
        yield str(reader.metadata)
    elif form == "xlsx":
        with ZipFile(io.BytesIO(body)) as packed:
            yield from (packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    else:
        yield body.decode("utf-8-sig")


async def test_the_month_has_the_numbers_that_were_planted(tmp_path: Path) -> None:
    report = await made(tmp_path)
    summary = {name: row["value"] for name, row in rows(report, "summary").items()}
    assert (summary["offered"], summary["answered"], summary["abandoned"]) == (20, 18, 2)
    assert summary["level_gb_percent"] == 80.0
    assert summary["wait_longest_s"] == 120.0
    assert summary["opened"] == 80
    categories = rows(report, "categories")
    assert {name: row["opened"] for name, row in categories.items()} == {
        "供水/停水": 40, "城管/噪声": 25, "劳动/欠薪": 12, "交通/停车": 3,
    }  # fmt: skip
    assert sum(row["overdue"] for row in categories.values()) == summary["overdue"] > 0
    assert set(rows(report, "districts")) == {"西城区", "…"}
    assert len(rows(report, "days")) == 31
    assert abs(summary["contacts"] - summary["expected"]) < 0.2 * summary["expected"]
    assert not report.humble
    topics = rows(report, "topics")
    assert list(topics) == ["停水 供水", "噪声 施工", "…"]
    assert topics["停水 供水"]["people"] >= 5
    assert topics["…"]["calls"] == 2
    assert rows(report, "surges")["停水 供水"]["people"] == 7


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_personal_stands_in_any_format(
    tmp_path: Path, language: Language, public: bool
) -> None:
    report = await made(tmp_path, public=public)
    for form in FORMATS:
        body = written(report, form, language)
        found = "\n".join(texts(body, form))
        assert [word for word in PERSONAL if word in found.replace(" ", "")] == [], form
        assert ("供水" if form != "json" else "categories") in found, form
        assert file_name(report, form).startswith("report-2026-10")


async def test_the_public_month_tells_of_no_few(tmp_path: Path) -> None:
    report = await made(tmp_path, public=True)
    categories = rows(report, "categories")
    assert categories["交通"]["opened"] == HIDDEN
    assert len([row for row in categories.values() if row["opened"] == HIDDEN]) >= 2
    assert categories["*"]["opened"] == 80
    numbers = [value for sheet in report.sheets for row in sheet.rows for value in row[1:]]
    assert not [value for value in numbers if isinstance(value, int) and 0 < value < 5]


async def test_a_workbook_and_a_csv_hold_the_same(tmp_path: Path) -> None:
    report = await made(tmp_path)
    book_ = openpyxl.load_workbook(io.BytesIO(written(report, "xlsx", "zh")))
    assert book_.sheetnames == [
        "总览",
        "逐日",
        "热点话题",
        "诉求量·区县",
        "诉求量·队列",
        "激增预警",
        "诉求分类",
        "承办单位",
        "区县",
        "队列",
    ]
    assert {cell.data_type for sheet in book_ for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    categories = {row[0]: row[1] for row in book_["诉求分类"].iter_rows(min_row=2, values_only=True)}
    table = list(csv.DictReader(io.StringIO(written(report, "csv", "zh").decode("utf-8-sig"))))
    told = {
        row["row"]: int(row["value"])
        for row in table
        if (row["table"], row["figure"]) == ("诉求分类", "受理")
    }
    assert told == categories
    assert {row["period"] for row in table} == {"2026-10"}
    told_json = json.loads(written(report, "json", "zh"))
    assert told_json["tables"]["categories"][0]["opened"] == 40


async def test_where_calls_came_from_stands_against_what_is_usual_there(tmp_path: Path) -> None:
    moment = datetime(2026, 10, 15, 10)
    where = {"community": "幸福里", "number": "87120001", "unit": "water"}
    planted = [city_call(f"p{at}", moment, f"p{at}", 1) | where for at in range(400)]
    few = [city_call(f"f{at}", moment, f"f{at}", 1) | {"queue": "legal"} for at in range(4)]
    await fill(tmp_path)
    async with connected(usable_url(url(tmp_path))) as engine, engine.begin() as connection:
        await connection.execute(insert(CITY_CALLS), planted)
        await connection.execute(insert(CITY_CALLS), few)
    async with book(tmp_path) as reports:
        report = await reports.make(period_of("month", MONTH), NOW)
        again = await reports.make(period_of("month", MONTH), NOW)
    assert report.sheets == again.sheets, "counted, and as it was kept"
    assert rows(report, "by_number") == {
        "87120001": {"number": "87120001", "contacts": 400, "expected": None, "more_percent": None}
    }
    assert list(rows(report, "by_community")) == ["幸福里"]
    assert list(rows(report, "by_unit")) == ["自来水公司"]
    districts = rows(report, "by_district")
    assert sum(row["contacts"] for row in districts.values()) == rows(report, "summary")["contacts"]["value"]
    assert districts["西城区"]["more_percent"] > 50 > abs(districts["东城区"]["more_percent"])
    queues = rows(report, "by_queue")
    assert list(queues) == ["水电气暖", "…"]
    assert queues["…"]["contacts"] == 4


async def test_a_day_is_told_by_the_hour(tmp_path: Path) -> None:
    report = await made(tmp_path, "day", date(2026, 10, 3))
    hours = rows(report, "hours")
    assert len(hours) == 24
    assert sum(row["contacts"] for row in hours.values()) == rows(report, "summary")["contacts"]["value"]
    assert "2026-10-03" in "".join(texts(written(report, "pdf", "zh"), "pdf"))


async def test_a_public_report_is_of_a_month(tmp_path: Path) -> None:
    with pytest.raises(OnlyMonths):
        await made(tmp_path, "week", public=True)


async def test_without_a_chinese_font_it_says_what_to_do(tmp_path: Path) -> None:
    report = await made(tmp_path)
    with pytest.raises(NoPdf, match="script/setup --extra pdf"):
        report_pdf(report, "zh", fonts=[tmp_path])


async def test_without_typst_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = await made(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(HotlineError, match="Typst"):
        report_pdf(report, "zh")
