"""Days and times, as they are spoken."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.ivr.slots.asked import SPOKEN, answer, numeral, value

DATES = {
    "今天": "2026-11-21",
    "昨天下午三点半": "2026-11-20 15:30",
    "前天": "2026-11-19",
    "大前天": "2026-11-18",
    "昨晚八点多": "2026-11-20 20:00左右",
    "上周三": "2026-11-11",
    "星期四": "2026-11-19",
    "上周": "2026-11-09至2026-11-15",
    "上个月十五号": "2026-10-15",
    "上个月": "2026年10月",
    "五月一号": "2026-05-01",
    "十二月三号": "2026-12-03",
    "十二月二十九": "2025-12-29",
    "二零二六年五月一号": "2026-05-01",
    "两千零二十五年十月二号": "2025-10-02",
    "去年国庆": "2025-10-01",
    "去年五月": "2025年5月",
    "去年": "2025年",
    "十五号": "2026-11-15",
    "半个月前": "2026-11-06左右",
    "三天前": "2026-11-18",
    "一年半前": "2025年5月左右",
    "三天了": "2026-11-18左右起",
    "两个小时前": "2026-11-21 08:00左右",
    "刚才": "2026-11-21 10:00左右",
    "从昨天晚上开始": "2026-11-20 晚上起",
    "每天晚上十点到早上六点": "每天22:00至06:00",
    "天天晚上吵": "每天晚上",
    "每周三下午": "每周三下午",
    "下午三点半": "2026-11-21 15:30",
    "昨天下午两点到四点": "2026-11-20 14:00至16:00",
    "昨天晚上十点到今天早上六点": "2026-11-20 22:00至2026-11-21 06:00",
    "昨天晚上十二点": "2026-11-21 00:00",
    "昨天晚上两点": "2026-11-21 02:00",
    "昨天中午十二点半": "2026-11-20 12:30",
    "前天，不对，是昨天": "2026-11-20",
    "从五月一号到五月三号": "2026-05-01至2026-05-03",
    "2025/3/4": "2025-03-04",
    "去年 五月 一號": "2025-05-01",
}


@pytest.mark.parametrize(("said", "written"), DATES.items())
def test_dates(said: str, written: str) -> None:
    filled = answer("date", said)
    assert filled is not None
    assert filled.value == written
    assert filled.score >= 0.7


@pytest.mark.parametrize("said", ["前几天", "两三天前", "好久了", "二月三十号", "年初"])
def test_a_rough_time_stays_as_it_was_said(said: str) -> None:
    filled = answer("date", said)
    assert filled is not None
    assert (filled.value, filled.score) == (said, 0.5)


@pytest.mark.parametrize(
    "said",
    [
        "楼上装修从早吵到晚，周末也不停",
        "能不能快一点",
        "二号窗口没人",
        "烂尾三四年了",
        "以后天天来",
        "晚上太吵",
        "今年六十了",
        "半夜两三点还在唱歌",
    ],
)
def test_what_is_said_by_the_way_is_no_sure_date(said: str) -> None:
    filled = answer("date", said)
    assert filled is None or filled.score < 0.8


@pytest.mark.parametrize("said", ["不知道", "三号楼", "他是张三", ""])
def test_no_date(said: str) -> None:
    assert answer("date", said) is None


@given(day=st.dates(min_value=datetime(2000, 1, 1).date(), max_value=datetime(2099, 12, 31).date()))
@settings(max_examples=150)
def test_every_date_is_understood(day: object) -> None:
    year, month, number = map(int, str(day).split("-"))
    spoken = f"{''.join(SPOKEN[int(digit)] for digit in str(year))}年{numeral(month)}月{numeral(number)}号"
    assert (
        value("date", spoken)
        == value("date", str(day))
        == value("date", f"{year}年{month}月{number}日")
        == str(day)
    )
