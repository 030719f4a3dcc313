"""`hotline knowledge …`, from an import to taking it back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from tests.unit.hotline.configuration.articles.parts import write_article
from tests.unit.hotline.configuration.generations.parts import TEXT


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_article(tmp_path / "knowledge", "water", more="department: 水务局\n")
    text = f"desk: {{knowledge: {tmp_path / 'knowledge'}}}\n{TEXT}"
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def hotline(place: Path, verb: str, *arguments: str) -> tuple[int, str]:
    options = ["--state", str(place / "state")] if verb not in ("check", "import") else []
    if verb != "history":
        options += ["--config", str(place / "config.yaml")]
    shown = CliRunner().invoke(app, ["knowledge", verb, *arguments, *options])
    return shown.exit_code, shown.output


def rows(place: Path, *arguments: str) -> list[str]:
    code, shown = hotline(place, "list", "--json", *arguments)
    assert code == 0, shown
    return [one["id"] for one in json.loads(shown)]


def test_articles_of_a_table_are_imported_published_and_taken_back(place: Path) -> None:
    assert hotline(place, "publish", "-m", "first")[0] == 0
    table = place / "city.csv"
    table.write_bytes("编号,标题,正文,部门\ngas,燃气,看公告。,城管局\nbad,,没有标题,x\n".encode("gb18030"))
    code, shown = hotline(place, "import", str(table), "--source", "燃气公司")
    assert code == 1
    assert "city.csv:3: title" in shown
    assert rows(place) == ["gas", "water"]
    assert rows(place, "--live") == ["water"]
    assert rows(place, "--department", "水务局") == ["water"]
    assert rows(place, "公告 燃气") == ["gas"]
    assert hotline(place, "publish", "-m", "gas", "--by", "李")[0] == 0
    assert rows(place, "--live") == ["gas", "water"]
    assert hotline(place, "back")[0] == 0
    assert rows(place, "--live") == rows(place) == ["water"]
    made = json.loads(hotline(place, "history", "--json")[1])
    assert [(one["number"], one["restores"], one["active"]) for one in made] == [
        (3, 1, True), (2, None, False), (1, None, False),
    ]  # fmt: skip


def test_a_trial_import_changes_nothing(place: Path) -> None:
    table = place / "city.csv"
    table.write_text("标题,正文,来源\n燃气,看公告。,燃气公司\n", encoding="utf-8")
    code, shown = hotline(place, "import", str(table), "--dry-run", "--json")
    assert code == 0
    assert len(json.loads(shown)["articles"]) == 1
    assert rows(place) == ["water"]


def test_a_trial_tells_what_is_new_what_is_replaced_and_what_is_the_same(place: Path) -> None:
    table = place / "city.csv"
    table.write_text(
        "编号,标题,正文,来源,部门\nwater,停水查询,请看公告。,供水公司,水务局\ngas,燃气,看公告。,燃气公司,\n",
        encoding="utf-8",
    )
    assert "2 articles are read: 1 new, 0 replace one, 1 are there as they are" in trial(place, table)
    assert hotline(place, "import", str(table))[0] == 0
    assert "0 new, 0 replace one, 2 are there as they are" in trial(place, table)
    table.write_text("编号,标题,正文,来源\ngas,燃气,打电话。,燃气公司\n", encoding="utf-8")
    assert "1 articles are read: 0 new, 1 replace one, 0 are" in trial(place, table)
    code, shown = hotline(place, "import", str(table), "--dry-run", "--json")
    assert code == 0
    told = json.loads(shown)
    assert (told["new"], told["replacing"], told["same"]) == ([], ["gas"], [])


def trial(place: Path, table: Path) -> str:
    code, shown = hotline(place, "import", str(table), "--dry-run")
    assert code == 0, shown
    assert "nothing was written: --dry-run" in shown
    return shown


def test_who_does_not_say_where_articles_come_from_is_told_how(place: Path) -> None:
    table = place / "city.csv"
    table.write_text("标题,正文\n燃气,看公告。\n", encoding="utf-8")
    code, shown = hotline(place, "import", str(table))
    assert code == 1
    assert "city.csv:2: source: " in shown
    assert "may be said once: --source 市水务局" in shown
    assert hotline(place, "import", str(table), "--source", "燃气公司")[0] == 0


def test_before_anything_is_published_it_is_said_what_live_means(place: Path) -> None:
    code, shown = hotline(place, "list", "--live")
    assert code == 0
    assert f"nothing is published yet: this is {place / 'knowledge'}" in shown
    assert hotline(place, "publish", "-m", "first")[0] == 0
    assert "nothing is published" not in hotline(place, "list", "--live")[1]


def test_going_back_a_second_time_says_why_not_and_what_instead(place: Path) -> None:
    code, shown = hotline(place, "back")
    assert (code, "no articles have been published yet" in shown) == (2, True)
    assert hotline(place, "publish", "-m", "first")[0] == 0
    write_article(place / "knowledge", "gas", "燃气")
    assert hotline(place, "publish", "-m", "gas")[0] == 0
    assert hotline(place, "back")[0] == 0
    code, shown = hotline(place, "back")
    assert code == 2
    assert "the articles are those of generation 1, and nothing different was live before it" in shown
    assert "hotline knowledge back NUMBER" in shown
    assert hotline(place, "back", "2")[0] == 0
    assert rows(place, "--live") == ["gas", "water"]


def test_check_names_what_is_wrong_and_what_is_doubtful(place: Path) -> None:
    write_article(place / "knowledge", "water2", more="valid_until: 2020-01-01\n")
    code, shown = hotline(place, "check", "--json", "--strict")
    assert code == 1
    assert {one["kind"] for one in json.loads(shown)["doubts"]} == {"expired", "contradictory", "unreviewed"}
    (place / "knowledge" / "bad.md").write_text("x", encoding="utf-8")
    code, shown = hotline(place, "check")
    assert code == 2
    assert "bad.md:1: " in shown
    assert hotline(place, "publish", "-m", "x")[0] == 2
    assert hotline(place, "history", "--json")[0] == 2, "nothing was made that could have a history"


def test_nothing_but_articles_is_imported(place: Path) -> None:
    (place / "a.doc").write_bytes(b"x")
    code, shown = hotline(place, "import", str(place / "a.doc"))
    assert code == 2
    assert ".xlsx" in shown
