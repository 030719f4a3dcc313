"""`hotline simulate --calls`: every row of a file is a call of a caller who knows where they want to go."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.administration.simulation.calls import play
from hotline.administration.simulation.calls.file import CallsFileError, read_calls
from ivr import IvrSettings
from ivr.virtual import Stuck, VirtualCall
from tests.unit.hotline.administration.simulation.simulated import (
    FLOOD,
    GARBAGE,
    NONSENSE,
    OPENING,
    OUTAGE,
    objects,
    simulate,
)

KEYS = [
    "text", "outcome", "queue", "intent", "score", "runner_up", "reason", "also", "slots", "said", "reached",
    "seconds",
]  # fmt: skip


def calls(folder: Path, rows: str, *options: str, exit_code: int = 0) -> list[dict[str, Any]]:
    file = folder / "calls.tsv"
    file.write_text(rows, encoding="utf-8")
    return objects(simulate(folder, "--calls", str(file), "--json", *options), exit_code)


def test_each_row_is_one_object_with_the_first_decision_and_where_it_led(tmp_path: Path) -> None:
    found = calls(tmp_path, f"water\t{FLOOD}\nurban\t{GARBAGE}\nnone\t{NONSENSE}\nnone\t喂你好\n")
    assert [list(one) for one in found] == [KEYS] * 4
    assert [one["text"] for one in found] == [FLOOD, GARBAGE, NONSENSE, "喂你好"]
    assert [(one["outcome"], one["queue"], one["reached"]) for one in found] == [
        ("route", "water", "water"),
        ("ask", "urban", "urban"),
        ("ask_again", None, "desk"),
        ("none", None, "desk"),
    ]
    assert found[0]["intent"] == "flood"
    assert found[0]["score"] > 0.9
    assert found[0]["reason"]
    assert found[0]["seconds"] > 0
    assert found[0]["said"][0].startswith("您好")


def test_answers_in_the_sentence_are_slots(tmp_path: Path) -> None:
    (found,) = calls(tmp_path, "urban\t垃圾从昨天早上开始没有人收\n")
    assert found["slots"]["since"].startswith("2026-11-23")


def test_what_else_is_wanted_is_named_by_its_queue(tmp_path: Path) -> None:
    (found,) = calls(tmp_path, f"urban\t{GARBAGE}，还有{OUTAGE}\n")
    assert [found["queue"], *found["also"]] in (["urban", "water"], ["water", "urban"])


@pytest.mark.parametrize(
    ("right", "reached"), [("water", "water"), ("urban|water", "water"), ("urban", "desk")]
)
def test_the_caller_answers_a_confirm_question_honestly(tmp_path: Path, right: str, reached: str) -> None:
    (found,) = calls(tmp_path, f"{right}\t{OUTAGE}\n")
    assert (found["outcome"], found["queue"], found["reached"]) == ("confirm", "water", reached)


def test_the_caller_says_it_once_more_and_is_silent_to_other_questions(tmp_path: Path) -> None:
    asked_again, asked_where, offered = calls(
        tmp_path, f"urban\t{NONSENSE}\nurban\t{GARBAGE}\nurban\t{OPENING}\n"
    )
    assert sum(text.startswith("抱歉，我没听明白") for text in asked_again["said"]) == 1
    assert asked_where["said"].count("请问在哪里？") == 2
    assert asked_where["slots"] == {}
    assert (offered["outcome"], offered["queue"], offered["reached"]) == ("answer", "urban", None)


def test_operator_is_the_queue_of_those_who_want_a_human(tmp_path: Path) -> None:
    file = tmp_path / "calls.tsv"
    file.write_text(f"operator\t{NONSENSE}\ndesk\t{NONSENSE}\nurban\t{NONSENSE}\n", encoding="utf-8")
    shown = simulate(tmp_path, "--calls", str(file))
    assert shown.exit_code == 0, shown.output
    assert "right queue: 2 of 3 (66.7 %)" in shown.output


def test_hours_do_not_decide_unless_a_time_is_given(tmp_path: Path) -> None:
    (day,) = calls(tmp_path, f"water\t{OUTAGE}\n")
    (night,) = calls(tmp_path, f"water\t{OUTAGE}\n", "--now", "2026-11-24T23:00")
    assert (day["reached"], night["reached"]) == ("water", "desk")


@pytest.mark.parametrize(
    ("header", "options", "text"),
    [
        ("queue\tkind\ttext\tsecond\n", (), "c"),
        ("queue\toriginal\theard\tnote\n", (), "d"),
        ("queue\toriginal\theard\tnote\n", ("--column", "heard"), "c"),
        ("queue\toriginal\theard\tnote\n", ("--column", "original"), "b"),
        ("", (), "d"),
        ("\ufeffqueue\tkind\ttext\tsecond\r\n", (), "c"),
    ],
)
def test_the_column_of_the_sentence(tmp_path: Path, header: str, options: tuple[str, ...], text: str) -> None:
    (found,) = calls(tmp_path, f"{header}urban\tb\tc\td\r\n\r\n", *options)
    assert found["text"] == text


def test_a_row_that_cannot_be_called_with_does_not_stop_the_others(tmp_path: Path) -> None:
    rows = f"queue\tnote\ttext\nwater\tshort\nurban\t\t \nwater\t\t{FLOOD}\n"
    short, empty, good = calls(tmp_path, rows, exit_code=1)
    assert list(short) == list(empty) == ["text", "error"]
    assert "calls.tsv:2" in short["error"]
    assert "columns" in short["error"]
    assert "calls.tsv:3" in empty["error"]
    assert "empty" in empty["error"]
    assert good["reached"] == "water"


def test_a_fault_of_the_machine_costs_one_row_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    speak = VirtualCall.speak

    def breaks(call: VirtualCall, text: str) -> None:
        if text == GARBAGE:
            raise Stuck("it waits for nothing")
        speak(call, text)

    monkeypatch.setattr(VirtualCall, "speak", breaks)
    bad, good = calls(tmp_path, f"urban\t{GARBAGE}\nwater\t{FLOOD}\n", exit_code=1)
    assert bad == {"text": GARBAGE, "error": "Stuck: it waits for nothing"}
    assert good["reached"] == "water"


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (None, (), ["calls.tsv", "no such file"]),
        (b"", (), ["calls.tsv", "no calls"]),
        (b"queue\ttext\n", (), ["no calls"]),
        (b"urban\ta\nnowhere\tb\n", (), ["calls.tsv:2", "'nowhere'", "urban"]),
        (b"urban\ta\nurban|wter\tb\n", (), ["calls.tsv:2", "'wter'"]),
        (b"urban\ta\nurban\t\xd6\xd0\n", (), ["calls.tsv:2", "UTF-8"]),
        (b"queue\ttext\nurban\ta\n", ("--column", "heard"), ["'heard'", "text"]),
        (b"urban\ta\n", ("--column", "heard"), ["--column", "first line"]),
        (b"urban\ta\n", ("--now", "yesterday"), ["yesterday"]),
        (b"urban\ta\n", ("--mic",), ["--calls", "--mic"]),
        (b"urban\ta\n", ("--no-confirm",), ["--no-confirm"]),
    ],
)
def test_misuse_is_answered_with_a_sentence(
    tmp_path: Path, content: bytes | None, options: tuple[str, ...], words: list[str]
) -> None:
    file = tmp_path / "calls.tsv"
    if content is not None:
        file.write_bytes(content)
    shown = simulate(tmp_path, "--calls", str(file), "--json", *options)
    assert shown.exit_code == 2
    assert shown.stdout == ""
    assert all(word in shown.output for word in words), shown.output


def test_column_and_time_belong_to_calls(tmp_path: Path) -> None:
    for option in (("--column", "text"), ("--now", "2026-11-24T23:00")):
        shown = simulate(tmp_path, "--text", OUTAGE, *option)
        assert (shown.exit_code, "--calls" in shown.output) == (2, True)


def test_the_shares_are_shown_for_all_and_by_queue(tmp_path: Path) -> None:
    file = tmp_path / "calls.tsv"
    rows = f"water\t{FLOOD}\nwater\t{OUTAGE}\nurban\t{FLOOD}\nnone\t喂你好\nwater\n"
    file.write_text(rows, encoding="utf-8")
    shown = simulate(tmp_path, "--calls", str(file))
    assert shown.exit_code == 1
    assert "calls.tsv:5" in shown.output
    assert "right queue: 3 of 4 (75.0 %)" in shown.output
    lines = [line.split("│")[1:-1] for line in shown.output.splitlines() if line.startswith("│")]
    cells = [[cell.strip() for cell in line] for line in lines]
    assert ["供水", "2", "2", "2"] in cells
    assert ["城管", "1", "0", "0"] in cells
    assert ["none", "1", "1", "1"] in cells


def test_the_usual_time_is_an_ordinary_tuesday_at_ten() -> None:
    assert (play.OFFICE_HOURS.weekday(), play.OFFICE_HOURS.hour) == (1, 10)


QUEUES = IvrSettings.model_validate(
    {
        "queues": [{"id": "general", "name": "综合"}, {"id": "urban", "name": "城管"}],
        "intents": [{"id": "road", "name": "路", "queue": "urban", "sayings": ["路坏了"]}],
    }
)
CELL = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\t\n\r"))
SENTENCE = CELL.filter(str.strip)


@given(rows=st.lists(st.tuples(CELL, SENTENCE, CELL), min_size=1, max_size=6), header=st.booleans())
def test_any_text_in_a_cell_survives(rows: list[tuple[str, str, str]], header: bool) -> None:
    if header:
        lines = ["queue\tkind\ttext\tnote", *(f"urban\t{a}\t{b}\t{c}" for a, b, c in rows)]
    else:
        lines = [f"urban\t{a}\t{c}\t{b}" for a, b, c in rows]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.tsv"
        file.write_bytes("\n".join(lines).encode())
        read = read_calls(file, None, QUEUES)
    assert [row.text for row in read] == [sentence for _, sentence, _ in rows]
    assert not any(row.problem for row in read)


@given(data=st.binary(max_size=80), column=st.none() | st.sampled_from(["text", "", "queue"]))
def test_any_bytes_are_rows_or_one_error_that_names_the_file(data: bytes, column: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.tsv"
        file.write_bytes(data)
        try:
            rows, mistake = read_calls(file, column, QUEUES), ""
        except CallsFileError as error:
            rows, mistake = [], str(error)
        assert rows or str(file) in mistake
