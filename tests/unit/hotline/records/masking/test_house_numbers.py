"""Where exactly somebody lives does not leave the house."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import (
    Alternative,
    Corrected,
    Decided,
    Event,
    PromptStarted,
    Suggested,
    TranscriptFinal,
    TranscriptPartial,
    Word,
)
from hotline.records.masking.house_numbers import mask_house
from hotline.records.masking.masking import mask_said
from hotline.records.masking.outbound import outbound


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("幸福路12号翠竹小区3栋2单元501", "幸福路**号翠竹小区*栋*单元***"),
        ("幸福路十二号翠竹小区三栋二单元五零一", "幸福路**号翠竹小区*栋*单元***"),
        ("翠竹小区501", "翠竹小区***"),
        ("翠竹小区，五零一", "翠竹小区，***"),
        ("翠竹 小区 五 零 一", "翠竹 小区 * * *"),
        ("幸福路168", "幸福路***"),
        ("幸福路一百六十八号", "幸福路*****号"),
        ("李家村 36 号", "李家村 ** 号"),
        ("12-3-501", "**-*-***"),
        ("翠竹小区三杠二杠五零一", "翠竹小区*杠*杠***"),
        ("丽景苑二期12-501", "丽景苑二期**-***"),
        ("A座1203", "A座****"),
        ("3号楼之501室", "*号楼之***室"),
        ("５０１室", "***室"),
        ("我家住六楼，楼上六零一漏水", "我家住*楼，楼上***漏水"),
    ],
)
def test_numbers_of_houses_and_rooms_are_masked(text: str, masked: str) -> None:
    assert mask_house(text) == masked
    assert mask_house(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01 15:30至2026-05-02",
        "15:30-16:30",
        "十一月二十号三点半",
        "11月20号15点",
        "二零二四年十一月二十一号",
        "9-11点施工，停了3-5天",
        "我们小区一直停水，小区3天没水了",
        "小区三十多户人家",
        "我们小区打12345没用",
        "地铁2号线到了三环路堵车",
        "请按1号键",
        "五一路口的路灯",
        "小区502路公交",
        "",
    ],
)
def test_what_is_no_address_stays(text: str) -> None:
    assert mask_house(text) == text


@given(st.text(st.sampled_from("0123５零一十百杠-，。 :路小区村号栋单元室楼天点线月多"), max_size=30))
def test_masking_replaces_numerals_only_and_nothing_more_the_second_time(text: str) -> None:
    masked = mask_house(text)
    assert len(masked) == len(text)
    assert all(
        after in (before, "*") and (after == before or before in "0123５零一十百")
        for before, after in zip(text, masked, strict=True)
    )


@given(st.integers(1, 999), st.integers(1, 99), st.integers(1, 40), st.integers(101, 4099))
def test_no_room_survives(house: int, building: int, unit: int, room: int) -> None:
    for address in (
        f"幸福路{house}号{building}栋{unit}单元{room}",
        f"幸福路{house}号{building}号楼{unit}单元{room}室，漏水",
        f"翠竹小区{building}-{unit}-{room}",
        f"{building}-{unit}-{room}",
        f"翠竹小区{room}",
    ):
        assert not any(char.isdigit() for char in mask_said(address)), address


def test_an_address_is_masked_in_every_event() -> None:
    said = "幸福路十二号翠竹小区三栋二单元五零一"
    shown = "幸福路**号翠竹小区*栋*单元***"
    pieces = ["幸福", "路", "十", "二", "号", "翠竹", "小区", "三栋", "二单元", "五", "零", "一"]
    final = TranscriptFinal(
        call="c",
        leg="caller",
        utterance=0,
        text=said,
        written="幸福路12号翠竹小区3栋2单元501",
        start_ms=0,
        end_ms=900,
        confidence=0.9,
        words=tuple(Word(text=text, start_ms=0, end_ms=1, confidence=1) for text in pieces),
        alternatives=(Alternative(text=said, confidence=0.1),),
    )
    masked = outbound(final)
    assert isinstance(masked, TranscriptFinal)
    assert (masked.text, masked.written, masked.alternatives[0].text) == (shown, shown, shown)
    assert "".join(word.text for word in masked.words) == shown
    events: list[Event] = [
        TranscriptPartial(call="c", leg="caller", utterance=0, text=said),
        PromptStarted(call="c", prompt="p", text=f"您说的是{said}，对吗？"),
        Decided(call="c", outcome="ask", heard=said, reason=f"听到：{said}"),
        Corrected(call="c", agent="1001", queue="urban", heard=said),
        Suggested(call="c", for_text=said, suggestions=()),
    ]
    for event in events:
        text = outbound(event).to_json()
        assert shown in text
        assert "十二" not in text
        assert "五零一" not in text


@pytest.mark.parametrize("number", ["幸福路三十二", "一三八零零一", "138 00", "幺三八，嗯"])
def test_a_number_at_the_end_of_a_partial_is_not_whole_and_does_not_leave(number: str) -> None:
    masked = outbound(TranscriptPartial(call="c", leg="caller", utterance=0, text=number))
    assert isinstance(masked, TranscriptPartial)
    assert len(masked.text) == len(number)
    assert not set(masked.text) & set("0123456789零一二三幺八")
