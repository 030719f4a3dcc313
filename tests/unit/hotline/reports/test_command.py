"""`hotline reports`: the file that it writes, who took it, and what it says to what cannot be."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from contracts import ReportTaken
from hotline.cli.app import app
from hotline.machine.paths import State
from hotline.records.database.outbox import Outbox
from hotline.reports.period import last_period
from telephony.settings import TelephonySettings
from tests.unit.hotline.reports.months import PERSONAL, fill

DAY = "2026-10-05"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a service with the synthetic month; the command runs in a folder of its own."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    asyncio.run(fill(tmp_path))
    return tmp_path


def asked(state: Path, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["reports", *arguments, "--state", str(state)])
    assert result.exit_code == code, result.output
    return result


def taken(state: Path) -> list[tuple[str, str, str, str]]:
    """(what, first day, format, where) of each report that somebody has taken."""

    async def waiting() -> list[ReportTaken]:
        async with Outbox.opened(State(state).database_url) as outbox:
            left = await outbox.waiting(TelephonySettings().node)
        return [one for one in left.values() if isinstance(one, ReportTaken)]

    return [(one.what, one.day, one.format, one.where) for one in asyncio.run(waiting())]


def test_a_month_at_standard_output_is_nothing_but_the_report(state: Path) -> None:
    told = json.loads(asked(state, "month", DAY, "--format", "json", "--to", "-").stdout)
    assert (told["kind"], told["first"], told["last"]) == ("month", "2026-10-01", "2026-10-31")
    assert told["tables"]["topics"][0]["topic"] == "停水 供水"
    assert taken(state) == [("month", "2026-10-01", "json", "terminal")]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("month", DAY), "report-2026-10.html"),
        (("week", DAY, "--format", "csv"), "report-2026-W41.csv"),
        (("day", DAY, "--format", "xlsx"), "report-2026-10-05.xlsx"),
        (("month", DAY, "--public", "--format", "csv"), "report-2026-10-public.csv"),
    ],
)
def test_without_a_name_the_file_has_that_of_its_time(
    state: Path, arguments: tuple[str, ...], name: str
) -> None:
    assert name in asked(state, *arguments).output
    (file,) = Path.cwd().iterdir()
    assert file.name == name
    if file.suffix == ".xlsx":
        assert openpyxl.load_workbook(file).sheetnames
    else:
        assert not any(one in file.read_text("utf-8-sig") for one in PERSONAL)


def test_it_is_written_where_one_says_and_in_the_language_that_one_says(state: Path) -> None:
    for language, word in (("zh", "停水"), ("en", "Topics")):
        file = state / f"{language}.csv"
        asked(state, "month", DAY, "--format", "csv", "--language", language, "--to", str(file))
        assert word in file.read_text("utf-8-sig")


def test_without_a_day_it_is_the_last_that_is_over(state: Path) -> None:
    told = json.loads(asked(state, "week", "--format", "json", "-o", "-").stdout)
    assert told["period"] == last_period("week", date.today()).name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("week", DAY, "--public"), "a public report is of a month"),
        (("day", "9998-01-01"), "has not begun yet"),
        (("day", "yesterday"), "write it as 2026-11-29"),
        (("year", DAY), "year"),
        (("day", DAY, "--format", "docx"), "docx"),
    ],
)
def test_what_cannot_be_is_said_and_nobody_has_taken_it(
    state: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in " ".join(asked(state, *arguments, code=2).output.split())
    assert list(Path.cwd().iterdir()) == []
    assert taken(state) == []


def test_a_file_that_cannot_be_written_is_named(state: Path) -> None:
    file = state / "missing" / "report.csv"
    output = asked(state, "day", DAY, "--format", "csv", "--to", str(file), code=2).output
    assert "cannot be written" in " ".join(output.split())


def test_without_any_records_it_says_so(tmp_path: Path) -> None:
    assert "no records here" in " ".join(asked(tmp_path, "day", DAY, code=2).output.split())
