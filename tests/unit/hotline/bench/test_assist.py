"""`hotline bench assist`: what is counted as found, and what is said where there is nothing to measure."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from contracts.sentences import PASSAGES, Reading
from hotline.bench.assist.answered import Answered, answered
from hotline.bench.assist.assist import measure
from hotline.bench.assist.latency import Material, latency
from hotline.bench.assist.retrieval import misses, retrieval, searched
from hotline.bench.rows import NoMaterial
from hotline.guidance.sounds import sound_of
from hotline.machine.encoder.kept import Vectors
from hotline.machine.paths import State

MATTERS = ("路灯不亮", "井盖破损", "暖气不热", "公交改线", "老年饭堂", "水管爆裂")


def by_matter(texts: Sequence[str], _reading: Reading) -> Vectors:
    """An encoder that knows one thing: which of the matters a text speaks of."""
    found = Vectors()
    for text in texts:
        row = np.full(len(MATTERS), 0.1, np.float32)
        row[[matter[:2] in text for matter in MATTERS].index(True)] = 1
        found[text] = row / np.linalg.norm(row)
    return found


def message(subject: str, reply: str) -> Answered:
    return Answered(subject, f"{subject}，请处理", reply)


def hits(messages: Sequence[Answered]) -> dict[str, dict[str, float]]:
    return retrieval(messages, searched(messages, sound_of, by_matter), by_matter)


def test_every_message_finds_the_reply_that_speaks_of_it() -> None:
    found = hits([message(matter, f"您反映的{matter}已经派人查看") for matter in MATTERS])
    assert found["subject"] == dict.fromkeys(("hit1", "hit3", "bm25_hit1", "bm25_hit3"), 1.0)
    assert found["full"]["hit1"] == 1.0


def test_replies_that_say_something_else_are_not_found_by_letters() -> None:
    """The replies go round by one, so that each message finds its neighbour's."""
    turned = (*MATTERS[1:], MATTERS[0])
    found = hits([message(m, f"关于{other}的答复") for m, other in zip(MATTERS, turned, strict=True)])
    assert found["subject"]["hit1"] == found["subject"]["bm25_hit1"] == 0.0


def test_of_replies_that_are_told_apart_by_nothing_the_right_one_is_the_last() -> None:
    same = [Answered(f"路灯{n}", f"路灯{n}坏了", f"路灯处{'。' * n}") for n in range(1, 5)]
    assert hits(same)["subject"]["bm25_hit3"] == 0.0


def test_a_reply_that_went_to_several_is_one_article() -> None:
    same = [
        message(f"{matter}", "路灯由灯光管理处负责") for matter in ("路灯", "路灯坏", "路灯不亮", "坏路灯")
    ]
    assert hits([*same, message("井盖破损", "井盖由排水处负责")])["subject"]["bm25_hit1"] == 1.0


def test_what_is_missed_is_said() -> None:
    good = {"hit1": 1.0, "hit3": 1.0, "bm25_hit1": 0.5, "bm25_hit3": 0.9}
    assert misses({"subject": good, "full": good}) == []
    poor = good | {"hit3": 0.84}
    assert [line.split()[0] for line in misses({"subject": poor, "full": poor})] == ["subject", "full"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no JSON", ":1: no JSON"),
        ('{"subject": "路灯"}', ":1: no JSON"),
        ("[1]", ":1: no JSON"),
        ('{"subject": "路灯", "text": "不亮", "reply": " "}', ":1: subject, text or reply is empty"),
        ('{"subject": "路灯", "text": "不亮", "reply": "已修"}', "fewer than two"),
    ],
)
def test_a_file_of_something_else_is_said(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "answered.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(NoMaterial, match=r"answered\.jsonl") as caught:
        answered(tmp_path)
    assert words in str(caught.value)


def test_a_file_in_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "answered.jsonl").write_bytes("路灯".encode("gbk"))
    with pytest.raises(NoMaterial, match="no UTF-8"):
        answered(tmp_path)


def test_a_missing_folder_or_file_is_said_with_what_to_do(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    with pytest.raises(NoMaterial, match=r"no such folder; --messages"):
        measure(tmp_path / "nowhere", state, 1, print)
    with pytest.raises(NoMaterial, match=r"labelled\.jsonl: no such file"):
        measure(tmp_path, state, 1, print)
    (tmp_path / "labelled.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(NoMaterial, match=r"answered\.jsonl cannot be read.*--messages"):
        measure(tmp_path, state, 1, print)


def test_lines_are_read_in_order_and_empty_ones_skipped(tmp_path: Path) -> None:
    rows = [{"id": "1", "subject": m, "text": m, "reply": f"{m}已修"} for m in MATTERS]
    lines = "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "answered.jsonl").write_text(lines, encoding="utf-8")
    assert [one.subject for one in answered(tmp_path)] == list(MATTERS)


@pytest.fixture
def cores() -> Iterator[None]:
    before = os.sched_getaffinity(0)
    yield
    os.sched_setaffinity(0, before)


@pytest.mark.usefixtures("cores")
def test_times_of_every_size(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = by_matter(MATTERS, PASSAGES)
    material = Material(
        [f"{matter}已经派人查看。" for matter in MATTERS],
        np.stack(list(vectors.values())),
        list(vectors.items()),
    )
    found = latency(material, 1, (20, 50))
    assert set(found) == {"20", "50"}
    for figures in found.values():
        assert 0 < figures["p50"] <= figures["p95"]
