"""What a hotline of a given size needs: formulas by their laws, figures by their sources, the page."""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from hotline.bench.capacity.needs import TooLittle, figures, needs
from hotline.bench.capacity.tables import SIZES, rendered, rows
from hotline.cli.app import app
from hotline.machine.paths import CHECKOUT


def test_the_page_has_the_tables_of_the_command() -> None:
    for path, text in rendered().items():
        assert path.read_text("utf-8") == text, "python -m hotline.bench.capacity.tables --write"


def test_every_figure_says_where_it_is_from_and_is_used() -> None:
    code = (CHECKOUT / "hotline" / "bench" / "capacity" / "needs.py").read_text("utf-8")
    for name, figure in figures().items():
        assert f'_of("{name}")' in code, name
        assert figure.how
        assert figure.value > 0
        if figure.source == "measured":
            assert "script/bench" in figure.how or "`asr." in figure.how, "a figure that no command gives"


def test_seats_that_are_not_given_answer_as_the_standard_wants() -> None:
    found = needs(2000)
    assert found.traffic.service.answered_in_target >= 0.95
    fewer = needs(2000, found.traffic.seats - 1)
    assert fewer.traffic.service.answered_in_target < 0.95


def test_little_s_law_and_the_laws_of_queues_hold() -> None:
    found = needs(3600, 400, talk_s=200).traffic
    assert found.asking == pytest.approx(figures()["asking_s"].value)  # one call a second
    assert found.waiting == pytest.approx(found.service.mean_wait_s)
    assert found.talking == pytest.approx(200 * (1 - found.service.abandons))
    assert found.at_once < found.at_once_most < 2 * found.at_once


@given(calls=st.integers(10, 20_000), more=st.integers(10, 20_000))
def test_more_calls_never_need_less(calls: int, more: int) -> None:
    less, much = needs(calls), needs(calls + more)
    for name, value in asdict(less).items():
        if isinstance(value, int | float):
            assert asdict(much)[name] >= value, name
    assert much.traffic.seats >= less.traffic.seats


def test_too_few_seats_make_callers_wait_and_hang_up_but_nothing_endless() -> None:
    found = needs(11_000, 10)
    assert found.traffic.service.abandons > 0.9
    assert math.isfinite(found.cores)
    hours = figures()["days_like_it"].value / figures()["busiest_hour_share"].value
    most = 10 * 3600 * figures()["recording_bytes_per_s"].value * hours / 1024**3
    assert found.recordings_gib_per_year <= most, "ten who talk all the time; who hung up has no recording"


@pytest.mark.parametrize(("calls", "seats"), SIZES)
def test_the_command_says_all_of_it_and_what_is_extrapolated(calls: int, seats: int) -> None:
    arguments = ["capacity", "--calls", str(calls), "--seats", str(seats)]
    told = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert told["needs"]["nodes"] == needs(calls, seats).nodes
    assert told["figures"]["second_pass_core_s"]["source"] == "measured"
    assert told["needs"]["extrapolated"] == (needs(calls, seats).traffic.at_once_most > 30)
    shown = CliRunner().invoke(app, arguments, env={"COLUMNS": "160", "LC_ALL": "C.UTF-8"})
    assert shown.exit_code == 0
    assert f"{needs(calls, seats).traffic.at_once_most:,}" in shown.output


def test_the_least_needs_a_core_and_the_table_is_in_the_terminal_s_language() -> None:
    assert rows(needs(1))["cores, all"] == "1"
    chinese = {"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh", "COLUMNS": "160"}
    shown = CliRunner().invoke(app, ["capacity", "--calls", "3600", "--seats", "10"], env=chinese)
    assert "是：推算" in shown.output


def test_each_row_has_one_number_with_its_thousands_told_apart() -> None:
    numbers = set(rows(needs(200_000)).values()) - {"no", "yes: extrapolated"}
    assert [one for one in numbers if not re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d)?", one)] == []
    lines = CliRunner().invoke(app, ["capacity", "--calls", "11000"], env={"COLUMNS": "160"}).output
    assert re.search(r" 11,000 │$", lines, re.MULTILINE)
    assert re.search(r"  10 │$", lines, re.MULTILINE), "in a column, by their last digit"


def test_numbers_that_are_none_say_so() -> None:
    for calls, seats, talk_s in ((0, 1, 1.0), (1, 0, 1.0), (1, 1, -1.0)):
        with pytest.raises(TooLittle):
            needs(calls, seats, talk_s)
    assert CliRunner().invoke(app, ["capacity", "--calls", "0"]).exit_code == 2
