"""Progress is told on a terminal and elsewhere."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from hotline.cli.progress import in_turn, stages
from hotline.machine.setup import progress


def test_without_a_terminal_lines_say_how_far_and_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LINE_EVERY_S", 0.0)
    out = io.StringIO()
    assert list(in_turn(Console(file=out, width=200), "calls", ["a", "b", "c", "d"])) == ["a", "b", "c", "d"]
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("calls: 25%, 1 / 4, about ")
    assert lines[0].endswith(" left")
    assert lines[3] == "calls: 100%, 4 / 4"


def test_what_is_done_in_a_moment_needs_no_line() -> None:
    out = io.StringIO()
    assert list(in_turn(Console(file=out), "calls", ["a"])) == ["a"]
    assert out.getvalue() == ""


def test_on_a_terminal_a_bar_counts() -> None:
    out = io.StringIO()
    console = Console(file=out, width=200, force_terminal=True)
    assert list(in_turn(console, "calls", [1, 2])) == [1, 2]
    assert "2/2" in out.getvalue()


def test_pieces_of_unknown_length_are_named_as_they_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    with stages(Console(file=out, width=200), "measuring") as tell:
        tell("first")
        tell("so soon that no line is due")
        monkeypatch.setattr(progress, "LINE_EVERY_S", 0.0)
        tell("third")
    assert [line.split(" (")[0] for line in out.getvalue().splitlines()] == [
        "measuring: first",
        "measuring: third",
    ]
