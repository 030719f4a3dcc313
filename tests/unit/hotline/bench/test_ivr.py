"""`hotline bench ivr`: what it makes, and what it says where there is nothing to measure."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import pytest

from hotline.bench.understanding import sizes as ivr_sizes
from hotline.bench.understanding.messages.measured import messages
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load

CONFIG = Path(__file__).resolve().parents[4] / "config.yaml"


@pytest.mark.parametrize("size", [8, 150])
def test_a_grown_configuration_is_a_valid_one_of_that_size(tmp_path: Path, size: int) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(ivr_sizes.grown(CONFIG, size))
    settings = load(path, HotlineConfig)
    assert len(settings.ivr.intents) == size
    sayings = [saying for intent in settings.ivr.intents for saying in intent.sayings]
    assert len(set(sayings)) == len(sayings)


def test_every_size_has_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ivr_sizes, "SIZES", (4, 6))
    small, larger, ratios = ivr_sizes.sizes(CONFIG)
    assert (small.figures["intents"], larger.figures["intents"]) == (4, 6)
    assert all(small.figures[f"{name}_s"] >= 0 for name in ("check", "load", "learn", "publish", "reload"))
    assert ratios.figures.keys() >= {"check_6_to_4", "reload_6_to_4", "decide_p99_6_to_4"}


def test_without_messages_the_row_says_why(tmp_path: Path) -> None:
    (row,) = messages(tmp_path, 1)
    assert row.skipped is not None
    assert "labelled.jsonl" in row.skipped
    assert row.figures == {}


def test_without_scikit_learn_the_row_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    (row,) = messages(tmp_path, 1)
    assert row.skipped is not None
    assert "script/setup --extra bench" in row.skipped


def test_ours_and_a_plain_machine_are_told_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    words = {
        "公交": "公交车班次站台司机等线路",
        "学校": "学校老师孩子报名补课作业",
        "垃圾": "垃圾清运臭味环卫打扫桶",
    }
    rng = Random(1)
    rows = [
        {"subject": "".join(rng.sample(own, 4)), "text": "".join(rng.sample(own, 8)), "category": name}
        for name, own in words.items()
        for _ in range(12)
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "messages" / "labelled.jsonl").write_text(lines, encoding="utf-8")
    (row,) = messages(tmp_path, 1)
    assert row.figures["n"] == 36
    assert 0 <= row.figures["macro_f1_plain"] <= 1
    assert row.figures["macro_f1"] == row.figures["macro_f1_without_terms"]  # there is no table of matters
