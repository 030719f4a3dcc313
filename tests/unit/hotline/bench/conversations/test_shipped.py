"""The forty conversations of tests/data: what is measured on them may not become worse."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent_assist.assist.transcript import read_transcript
from agent_assist.knowledge import load_articles
from hotline.bench.conversations.gold import Gold, read_gold
from hotline.bench.conversations.judge import SENTENCES, Verdict
from hotline.bench.conversations.measure import measure
from hotline.bench.rows import Row
from hotline.cli.app import app
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.guidance.call_guide import CallGuide
from hotline.machine.paths import CHECKOUT, State

FOLDER = CHECKOUT / "tests" / "data" / "conversations"
GOLDS = read_gold(FOLDER)
FLOORS = {
    ("ticket", "right_percent"): 91.0,
    ("ticket", "never_said_empty_percent"): 99.0,
    ("summary", "traced_percent"): 100.0,
    ("suggestions", "fitting_percent"): 75.0,
}
"""As measured without the sentence encoder; wanted are 85, 98, 100 and 85."""
CEILINGS = {("summary", "of_things_never_said"): 0, ("suggestions", "misfit_percent"): 16.0}
"""Wanted are 0 and 10."""


@pytest.fixture(scope="module")
def config() -> HotlineConfig:
    return load(CHECKOUT / "config.yaml", HotlineConfig)


@pytest.fixture(scope="module")
def measured(
    config: HotlineConfig, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Row], list[Verdict]]:
    return measure(FOLDER, CallGuide.of(config), State(tmp_path_factory.mktemp("state")), lambda _: None)


@pytest.mark.parametrize(("group", "figure"), [*FLOORS, *CEILINGS])
def test_it_does_not_become_worse(measured: tuple[list[Row], list[Verdict]], group: str, figure: str) -> None:
    rows, verdicts = measured
    value = next(row.figures[figure] for row in rows if row.group == group)
    faults = [fault for verdict in verdicts for fault in verdict.faults]
    if (group, figure) in FLOORS:
        assert value >= FLOORS[group, figure], faults
    else:
        assert value <= CEILINGS[group, figure], faults


def test_there_are_forty_half_of_them_retold() -> None:
    assert len(GOLDS) == len({gold.id for gold in GOLDS}) == 40
    assert sum(gold.kind == "retold" for gold in GOLDS) == 20


@pytest.mark.parametrize("gold", GOLDS, ids=lambda gold: gold.id)
def test_what_a_conversation_is_to_bring_was_said(gold: Gold, config: HotlineConfig) -> None:
    said = [one.text for one in read_transcript(FOLDER / f"{gold.id}.jsonl")]
    for name in SENTENCES:
        for words in gold.ticket.get(name, ()):
            assert any(word in text for word in words.split("|") for text in said), (name, words)
    articles = {one.id for one in load_articles(CHECKOUT / "knowledge")}
    assert {*gold.articles, *gold.also} <= articles
    assert not set(gold.ticket) & set(gold.open)
    ivr = config.ivr
    assert {*str(gold.ticket.get("category", "")).split("|")} <= {"", *(one.name for one in ivr.intents)}
    assert {*str(gold.ticket.get("unit", "")).split("|")} <= {"", *(one.name for one in ivr.queues)}


def test_no_real_telephone_and_nobody_alive_is_in_them() -> None:
    for path in FOLDER.glob("*.jsonl"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<!\d)1(?!54)[3-9]\d{9}(?!\d)", text), path
        assert all(born[6:10] < "1906" for born in re.findall(r"(?<!\d)\d{17}[\dX]", text)), path


def test_the_command_prints_rows_targets_and_every_fault(tmp_path: Path) -> None:
    for gold in GOLDS[:2]:
        (tmp_path / f"{gold.id}.jsonl").write_bytes((FOLDER / f"{gold.id}.jsonl").read_bytes())
    rows = [gold.model_dump(mode="json") for gold in GOLDS[:2]]
    (tmp_path / "gold.yaml").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    shown = CliRunner().invoke(
        app, ["bench", "conversations", str(tmp_path), "--state", str(tmp_path / "state"), "--json"]
    )
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert found["conversations"] == 2
    assert {row["group"] for row in found["rows"]} == {"ticket", "summary", "suggestions"}
    assert {target["at_least"] for target in found["rows"][0]["targets"]} == {85, 98}
    assert all({"conversation", "what", "wanted", "found"} == {*fault} for fault in found["faults"])


def test_a_folder_that_has_something_else_is_refused_with_its_place(tmp_path: Path) -> None:
    def told() -> str:
        shown = CliRunner().invoke(app, ["bench", "conversations", str(tmp_path)])
        assert shown.exit_code != 0
        return re.sub(r"\s+", "", shown.output)

    assert "gold.yaml" in told()
    (tmp_path / "gold.yaml").write_text("- {id: x}", encoding="utf-8")
    assert "articles" in told()
    row = {**GOLDS[0].model_dump(mode="json"), "id": "x", "ticket": {"colour": "red"}}
    (tmp_path / "gold.yaml").write_text(json.dumps([row]), encoding="utf-8")
    assert "colour" in told()
    row["ticket"] = {}
    (tmp_path / "gold.yaml").write_text(json.dumps([row]), encoding="utf-8")
    assert "x.jsonl" in told()
