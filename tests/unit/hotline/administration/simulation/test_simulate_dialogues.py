"""`hotline simulate --dialogues`: whole conversations, and what must be true in their end."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from hotline.administration.simulation.dialogues.file import read_dialogues
from hotline.cli.app import app
from hotline.configuration.schema import HotlineConfig
from ivr.virtual import Stuck, VirtualCall
from tests.shipped import shipped_config
from tests.unit.hotline.administration.simulation.simulated import (
    FLOOD,
    GARBAGE,
    NONSENSE,
    OPENING,
    OUTAGE,
    STATUS,
    objects,
    simulate,
)

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data" / "requests"
KEYS = ["id", "ok", "failed", "not_judged", "queue", "also", "slots", "said", "unused_turns"]
Turns = list[dict[str, Any]]


def play(folder: Path, *dialogues: dict[str, Any], exit_code: int = 0) -> list[dict[str, Any]]:
    file = folder / "dialogues.yaml"
    named = [{"id": f"d{index}", **one} for index, one in enumerate(dialogues)]
    file.write_text(json.dumps(named, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
    return objects(simulate(folder, "--dialogues", str(file), "--json"), exit_code)


def one(folder: Path, turns: Turns, expect: dict[str, Any], **more: Any) -> dict[str, Any]:
    (found,) = play(folder, {"turns": turns, "expect": expect, **more})
    assert list(found) == KEYS
    return found


def test_a_conversation_goes_turn_by_turn_to_its_end(tmp_path: Path) -> None:
    turns: Turns = [
        {"say": GARBAGE},
        {"say": "幸福路十二号", "to": "address"},
        {"say": "前天", "to": "date"},
    ]
    expect = {
        "queue": "urban|water",
        "human": True,
        "ends": False,
        "slots": {"address": "幸福路12号", "date": "2026-03-01", "phone": None},
        "never": [{"queue": "water"}, {"say": "再见"}, {"slot": {"address": "幸福路13号"}}],
    }
    found = one(tmp_path, turns, expect, why="一件事", today="2026-03-03")
    assert found["failed"] == []
    assert (found["id"], found["ok"], found["queue"], found["unused_turns"]) == ("d0", True, "urban", 0)
    assert found["slots"] == {"address": "幸福路12号", "date": "2026-03-01"}
    assert found["said"][0].startswith("您好")


@pytest.mark.parametrize(
    ("turns", "expect", "key", "got"),
    [
        ([{"say": FLOOD}], {"queue": "urban|none"}, "queue", "water"),
        ([{"say": FLOOD}], {"queue": "operator"}, "queue", "water"),
        ([{"say": FLOOD}], {"also": ["urban"]}, "also", []),
        ([{"say": FLOOD}], {"human": False}, "human", True),
        ([{"say": FLOOD}], {"ends": True}, "ends", False),
        ([{"say": "没事了，再见"}], {"human": True}, "human", False),
        ([{"say": FLOOD}], {"slots": {"ticket": "2026"}}, "slots.ticket", None),
        ([{"say": GARBAGE}, {"say": "昨天"}], {"slots": {"date": None}}, "slots.date", "2026-11-25"),
        ([{"say": FLOOD}], {"never": [{"queue": "urban"}, {"queue": "water"}]}, "never.queue", "water"),
        ([{"say": "没事了，再见"}], {"never": [{"queue": "none"}]}, "never.queue", None),
        (
            [{"say": FLOOD}],
            {"never": [{"say": "不要挂机"}]},
            "never.say",
            "请不要挂机，马上为您接通供水。",
        ),
        (
            [{"say": GARBAGE}, {"say": "昨天"}],
            {"never": [{"slot": {"date": "2026-11-24|2026-11-25"}}]},
            "never.slot.date",
            "2026-11-25",
        ),
    ],
)
def test_what_is_not_as_expected_is_named(
    tmp_path: Path, turns: Turns, expect: dict[str, Any], key: str, got: object
) -> None:
    found = one(tmp_path, turns, expect)
    assert found["ok"] is False
    assert [(fault["key"], fault["got"]) for fault in found["failed"]] == [(key, got)]


def test_needs_beside_the_first_are_queues(tmp_path: Path) -> None:
    found = one(tmp_path, [{"say": f"{GARBAGE}，还有{OUTAGE}"}], {})
    other = {"urban": "water", "water": "urban"}[found["queue"]]
    assert found["also"] == [other]
    assert one(tmp_path, [{"say": f"{GARBAGE}，还有{OUTAGE}"}], {"also": [other]})["ok"]


def test_an_act_in_words_is_listed_and_not_judged(tmp_path: Path) -> None:
    found = one(tmp_path, [{"say": FLOOD}], {"never": [{"do": "挂断"}, {"do": "回拨"}]})
    assert (found["ok"], found["not_judged"]) == (True, ["挂断", "回拨"])


def test_a_turn_waits_for_its_question_and_the_caller_confirms_honestly_before(tmp_path: Path) -> None:
    """The file says nothing for the confirm question of an outage; the queue that is expected does."""
    turns: Turns = [{"say": OUTAGE}, {"say": FLOOD, "to": "phone"}]
    for queue, reached in (("water", "water"), ("urban", "desk")):
        found = one(tmp_path, turns, {"queue": queue})
        assert (found["queue"], found["unused_turns"]) == (reached, 1)


def test_turns_to_questions_that_are_not_asked_are_passed_over(tmp_path: Path) -> None:
    turns: Turns = [
        {"say": GARBAGE},
        {"say": "对", "to": "confirm"},
        {"say": "一五四零零三一二七八六", "to": "phone"},
        {"say": "幸福路十二号", "to": "address"},
        {"say": "昨天", "to": "any"},
        {"say": "好", "to": "confirm"},
    ]
    found = one(tmp_path, turns, {"slots": {"phone": None}})
    assert found["ok"]
    assert found["slots"] == {"address": "幸福路12号", "date": "2026-11-25"}
    assert found["unused_turns"] == 2


def test_an_agent_after_an_answer_is_a_question_to_confirm(tmp_path: Path) -> None:
    found = one(tmp_path, [{"say": OPENING}, {"say": "不用了", "to": "confirm"}], {"ends": True})
    assert (found["ok"], found["unused_turns"]) == (True, 0)
    assert one(tmp_path, [{"say": OPENING}], {"queue": "urban", "human": True})["ok"]
    assert one(tmp_path, [{"say": OPENING}], {"queue": "none", "ends": True})["ok"]


def test_who_is_told_where_they_go_may_object(tmp_path: Path) -> None:
    turns: Turns = [
        {"say": STATUS},
        {"say": "没有工单号", "to": "ticket"},
        {"say": "没有电话", "to": "phone"},
    ]
    asked = one(tmp_path, turns, {})
    turns.append({"say": "不对，先不说这个，水管爆了", "to": "confirm"})
    found = one(tmp_path, turns, {"queue": "water", "never": [{"queue": asked["queue"]}]})
    assert (found["failed"], found["unused_turns"]) == ([], 0)


def test_who_is_let_go_with_an_answer_belongs_to_its_queue(tmp_path: Path) -> None:
    turns: Turns = [{"say": OPENING}, {"say": "不用了，谢谢，再见", "to": "confirm"}]
    assert one(tmp_path, turns, {"queue": "urban", "human": False, "ends": True})["failed"] == []
    assert one(tmp_path, turns, {"queue": "urban", "ends": True})["failed"] != []


def test_keys_are_pressed_and_read_back_answers_are_confirmed(tmp_path: Path) -> None:
    turns: Turns = [
        {"say": STATUS},
        {"press": "202611130087#", "to": "ticket"},
        {"say": "对", "to": "confirm"},
        {"say": "没有电话", "to": "phone"},
    ]
    found = one(tmp_path, turns, {"slots": {"ticket": "202611130087"}, "never": [{"say": "1112"}]})
    assert found["failed"] == []
    assert found["unused_turns"] == 0
    read_back = one(tmp_path, turns, {"never": [{"say": "1113"}]})["failed"]
    assert [(fault["key"], fault["expected"]) for fault in read_back] == [("never.say", "1113")]
    assert "一一一三" in read_back[0]["got"]


def test_what_is_read_back_after_a_correction_is_what_counts(tmp_path: Path) -> None:
    turns: Turns = [
        {"say": STATUS},
        {"press": "202611120087#", "to": "ticket"},
        {"say": "不对", "to": "confirm"},
        {"press": "202611130087#", "to": "ticket"},
        {"say": "对", "to": "confirm"},
        {"say": "没有电话", "to": "phone"},
    ]
    assert one(tmp_path, turns, {"never": [{"say": "1112"}]})["failed"] == []


def test_the_callers_own_words_may_come_back_until_the_last_turn(tmp_path: Path) -> None:
    turns: Turns = [{"say": "家里停水了"}, {"say": FLOOD, "to": "confirm"}]
    found = one(tmp_path, turns, {"never": [{"say": "停水"}]})
    assert any("停水" in text for text in found["said"])
    assert found["ok"]
    assert not one(tmp_path, turns[:1], {"queue": "water", "never": [{"say": "停水"}]})["ok"]


def test_time_passes_while_the_caller_is_silent(tmp_path: Path) -> None:
    quiet = one(tmp_path, [{"silent": 4}, {"say": FLOOD}], {})
    assert sum("我在听" in text for text in quiet["said"]) == 1
    assert (quiet["queue"], quiet["unused_turns"]) == ("water", 0)
    gone = one(tmp_path, [{"silent": 300}, {"say": FLOOD}], {})
    assert (gone["queue"], gone["unused_turns"]) == (None, 1)


def test_what_is_said_in_the_background_does_nothing(tmp_path: Path) -> None:
    assert one(tmp_path, [{"aside": FLOOD}], {})["queue"] == "desk"
    beside = one(tmp_path, [{"aside": NONSENSE}, {"say": FLOOD}], {})
    assert not any("没听明白" in text for text in beside["said"])
    assert (beside["queue"], beside["unused_turns"]) == ("water", 0)


def test_a_fault_of_the_machine_costs_one_conversation_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    utter = VirtualCall.utter

    def breaks(call: VirtualCall, text: str) -> None:
        if text == GARBAGE:
            raise Stuck("it waits for nothing")
        utter(call, text)

    monkeypatch.setattr(VirtualCall, "utter", breaks)
    conversations = [{"turns": [{"say": text}], "expect": {}} for text in (GARBAGE, FLOOD)]
    bad, good = play(tmp_path, *conversations, exit_code=1)
    assert bad == {"id": "d0", "ok": False, "error": "Stuck: it waits for nothing"}
    assert good["ok"]


def test_a_table_for_people(tmp_path: Path) -> None:
    file = tmp_path / "dialogues.yaml"
    file.write_text(
        f"- id: good\n  turns: [say: {FLOOD}]\n  expect: {{queue: water, never: [do: 挂断]}}\n"
        f"- id: bad\n  turns: [say: {FLOOD}]\n  expect: {{queue: urban}}\n",
        encoding="utf-8",
    )
    shown = simulate(tmp_path, "--dialogues", str(file))
    assert shown.exit_code == 0, shown.output
    assert "as expected: 1 of 2 (50.0 %)" in shown.output
    assert "bad" in shown.output
    assert "good" not in shown.output
    assert "1 acts in words" in shown.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, ["dialogues.yaml", "no such file"]),
        ("", ["dialogues.yaml", "empty"]),
        ("[]", ["dialogues.yaml"]),
        ("id: d01\n", ["dialogues.yaml:1", "list"]),
        ("- id: a\n  turns: [say: 好]\n", ["expect"]),
        (
            "- id: a\n  turns:\n    - say: 好\n      press: '1'\n  expect: {}\n",
            ["dialogues.yaml:3", "one of say"],
        ),
        ("- id: a\n  turns:\n    - say: 好\n      to: name\n  expect: {}\n", ["dialogues.yaml:4", "ticket"]),
        ("- id: a\n  turns: [say: 好]\n  expect:\n    queue: nowhere\n", ["dialogues.yaml:4", "'nowhere'"]),
        ("- id: a\n  turns: [say: 好]\n  expect:\n    also: [nowhere]\n", ["dialogues.yaml:4", "'nowhere'"]),
        (
            "- id: a\n  turns: [say: 好]\n  expect:\n    never: [queue: nowhere]\n",
            ["dialogues.yaml:4", "'nowhere'"],
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, content: str | None, words: list[str]) -> None:
    file = tmp_path / "dialogues.yaml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    shown = simulate(tmp_path, "--dialogues", str(file), "--json")
    assert shown.exit_code == 2, shown.output
    assert shown.stdout == ""
    assert all(word in shown.output for word in words), shown.output


@pytest.fixture(scope="module")
def config() -> HotlineConfig:
    return shipped_config()


SENTENCE = st.text(st.characters(max_codepoint=0xFFFF, blacklist_categories=["Cs"]), min_size=1, max_size=80)


@given(said=st.lists(SENTENCE, min_size=1, max_size=4))
def test_any_sentence_survives(config: HotlineConfig, said: list[str]) -> None:
    dialogue = {"id": "a", "turns": [{"say": text} for text in said], "expect": {}}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dialogues.yaml"
        file.write_text(json.dumps([dialogue]), encoding="utf-8")
        (read,) = read_dialogues(file, config.ivr)
    assert [turn.say for turn in read.turns] == said


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (("--dialogues", "dialogues2.yaml"), 40),
        (("--calls", "noise2.tsv", "--column", "heard"), 120),
        (("--calls", "requests.tsv"), 44),
    ],
)
def test_the_shared_development_sets_run_through(options: tuple[str, ...], rows: int) -> None:
    option, name, *rest = options
    file = SHARED / name
    if not file.is_file():
        pytest.skip(f"the development set is not here: ../shared/data/requests/{name}")
    shown = CliRunner().invoke(app, ["simulate", option, str(file), *rest, "--json"])
    found = objects(shown)
    assert len(found) == rows
    assert not any("error" in one for one in found)
