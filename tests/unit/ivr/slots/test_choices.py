"""Choices, yes and no, and free text."""

from __future__ import annotations

import pytest

from tests.unit.ivr.slots.asked import answer, value


@pytest.mark.parametrize(
    ("said", "chosen"),
    {
        "是下水道堵了": "污水",
        "水": "自来水",
        "不是水，是电": "电",
        "第二个": "污水",
        "一": "自来水",
        "天然器": "燃气",
        "水和电": None,
        "五": None,
        "不知道": None,
    }.items(),
)
def test_choices(said: str, chosen: str | None) -> None:
    assert value("choice", said) == chosen


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "有": "是",
        "没有": "否",
        "有人受伤": "是",
        "还没有": "否",
        "好像有吧": "是",
        "不用": "否",
        "不知道": None,
        "我看看": None,
        "没问题": "是",
        "没关系，可以": "是",
        "没关系": None,
        "没事": None,
        "不错": "是",
        "不光我一家": "是",
        "不是不愿意": "是",
        "别的也有": "是",
        "别人不知道": None,
        "别打了": "否",
        "找过": "是",
        "找过了": "是",
        "没找过": "否",
        "好像没有过": "否",
        "不好意思，没有": "否",
    }.items(),
)
def test_yes_and_no(said: str, meant: str | None) -> None:
    assert value("yes_no", said) == meant


def test_text_is_kept_without_fillers() -> None:
    assert value("text", "嗯，那个，楼上漏水了。") == "楼上漏水了"
    assert answer("text", "呃……") is None
