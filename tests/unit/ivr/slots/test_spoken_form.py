"""What was written down, read out again."""

from __future__ import annotations

import pytest

from ivr.slots.spoken_form import aloud


@pytest.mark.parametrize(
    ("written", "spoken"),
    {
        "2026-05-01": "五月一日",
        "2026-11-27 19:00至20:30": "十一月二十七日十九点至二十点三十分",
        "每天22:00至06:05": "每天二十二点至六点五分",
        "-5度": "负五度",
        "3500.5元": "三五零零点五元",
        "翠竹小区3-2-501": "翠竹小区三-二-五零一",
        "13812345678": "一三八，一二三四，五六七八",
    }.items(),
)
def test_figures_are_read_as_people_say_them(written: str, spoken: str) -> None:
    assert aloud(written) == spoken
