"""`hotline bench understanding`: what it makes, and what it says where there is nothing to measure."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from random import Random

import numpy as np
import pytest

from contracts.sentences import LONGEST_SENTENCE
from hotline.bench.understanding import sizes as ivr_sizes
from hotline.bench.understanding.messages.measured import messages
from hotline.bench.understanding.messages.message import Message
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from ivr.understanding.topics.meaning import Vector

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


def by_letters(texts: Iterable[str]) -> dict[str, Vector]:
    """An encoder to which sentences that share characters mean alike."""
    found = {}
    for text in texts:
        row = np.zeros(64, np.float32)
        for character in text:
            row[ord(character) % 64] += 1
        found[text] = row / np.linalg.norm(row)
    return found


def no_encoder(_texts: Iterable[str]) -> None:
    """There is none."""


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
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
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_without_messages_the_row_says_why(tmp_path: Path) -> None:
    (row,) = messages(tmp_path / "labelled.jsonl", 1, no_encoder)
    assert row.skipped is not None
    assert "labelled.jsonl" in row.skipped
    assert row.figures == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no JSON", "no lines of JSON"),
        ('{"subject": "公交"}', "no lines of JSON"),
        ("[1]", "no lines of JSON"),
        ('{"subject": "公交", "text": "不停站", "category": "公交"}', "fewer than two categories"),
    ],
)
def test_a_file_of_something_else_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(text, encoding="utf-8")
    (row,) = messages(path, 1, no_encoder)
    assert words in (row.skipped or "")


def test_without_scikit_learn_the_row_says_what_to_install(
    labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    (row,) = messages(labelled, 1, no_encoder)
    assert row.skipped is not None
    assert "script/setup --extra bench" in row.skipped


def test_parts_off_and_on_are_told_side_by_side(labelled: Path) -> None:
    rows = {row.name: row for row in messages(labelled, 1, by_letters)}
    assert set(rows) == {"plain", "letters", "meaning", "letters and meaning"}  # there is no table of matters
    for row in rows.values():
        assert row.figures["messages"] == 36
        assert row.figures["worst_fold"] <= row.figures["macro_f1"] + 0.2
        assert 0.9 <= row.figures["macro_f1"] <= 1  # the topics share no characters
    assert rows["letters and meaning"].as_json()["targets"][0]["met"] is True


def test_names_of_matters_beside_the_messages_are_a_part(labelled: Path) -> None:
    labelled.with_name("taxonomy.csv").write_text("一级,二级\n公交,地铁\n学校,幼儿园\n", encoding="utf-8")
    assert "letters, meaning, names of matters" in {row.name for row in messages(labelled, 1, by_letters)}


def test_without_an_encoder_its_rows_say_so(labelled: Path) -> None:
    skipped = {row.name for row in messages(labelled, 1, no_encoder) if row.skipped is not None}
    assert skipped == {"meaning", "letters and meaning"}


def test_nothing_of_a_fold_teaches_it(labelled: Path) -> None:
    """Categories that are drawn by lot cannot be learned: who scores well has seen the answers."""
    rng = Random(2)
    rows = [json.loads(line) for line in labelled.read_text(encoding="utf-8").splitlines()]
    lots = ["甲", "乙", "丙"] * 12
    rng.shuffle(lots)
    mixed = [row | {"category": lot} for row, lot in zip(rows, lots, strict=True)]
    labelled.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in mixed), encoding="utf-8")
    for row in messages(labelled, 1, by_letters):
        assert row.figures["macro_f1"] < 0.65


def test_long_messages_are_encoded_in_pieces() -> None:
    sentence = "楼上装修吵得老人孩子都睡不着。"
    message = Message("噪声" * 80, sentence * 20 + "没有句号" * 60)
    subject, pieces = message.pieces()
    assert max(map(len, [subject, *pieces])) <= LONGEST_SENTENCE
    assert "".join(pieces) == message.text
    assert all(piece.endswith("。") for piece in pieces[:3])
    assert Message("", " \n").pieces() == ("", [])
