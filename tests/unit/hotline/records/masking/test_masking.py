from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.text.written import written
from contracts import (
    Alternative,
    CallStarted,
    Decided,
    Fault,
    KeyPressed,
    PromptStarted,
    Slot,
    Suggested,
    Suggestion,
    TranscriptFinal,
    TranscriptPartial,
    Word,
)
from hotline.records.masking.masking import mask_number, mask_text
from hotline.records.masking.outbound import outbound

SPOKEN = (
    "零〇洞0０",
    "一幺壹1１",
    "二两贰2２",
    "三叁3３",
    "四肆4４",
    "五伍5５",
    "六陆6６",
    "七柒拐7７",
    "八捌8８",
    "九玖勾9９",
)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800138000", "138****8000"),
        ("138 0013-8000", "138****8000"),
        ("+8613800138000", "+86138****8000"),
        ("8613800138000", "86138****8000"),
        ("057187654321", "057*****4321"),
        ("87654321", "87****21"),
        ("12345", "12345"),
        ("110", "110"),
        ("", "anonymous"),
        ("Anonymous", "anonymous"),
        ("alice", "a***"),
        ("张三", "张***"),
        ("138****8000", "138****8000"),
    ],
)
def test_a_callers_number_is_masked(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@given(st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True))
def test_a_masked_number_hides_enough_and_masking_twice_changes_nothing(number: str) -> None:
    masked = mask_number(number)
    assert masked.count("*") >= 3
    assert len(masked) == len(number)
    assert mask_number(masked) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的电话是13800138000谢谢", "我的电话是138****8000谢谢"),
        ("电话 138 0013 8000。", "电话 138 **** 8000。"),
        ("一三八零零一三八零零零", "一三八****八零零零"),
        ("幺 三 八 零 零 幺 三 八 零 零 零", "幺 三 八 * * * * 八 零 零 零"),
        ("幺三八，嗯，零零幺三，八零零零", "幺三八，嗯，****，八零零零"),
        ("身份证11010519491231002X", "身份证**************002X"),
        ("身份证11010519491231002叉，对", "身份证**************002叉，对"),
        ("卡号6222 0212 0200 1234567", "卡号**** **** **** ***4567"),
        ("座机0571-8765 4321", "座机****-**** 4321"),
        ("打87654321", "打87****21"),
        ("13800138000X", "138****8000X"),
        ("１３８００１３８０００", "１３８****８０００"),
    ],
)
def test_numbers_in_a_text_are_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "请拨打12345或者110",
        "2024年11月21日上午10点",
        "2024-11-21 的通知",
        "住在三十二号楼一单元五零二",
        "一千二百三十四万五千六百七十八元",
        "第一，第二，第三，还有两个人",
        "",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert mask_text(text) == text


personal = st.one_of(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True),
    st.from_regex(r"62[0-9]{14,17}", fullmatch=True),
)
around = st.text(st.characters(exclude_categories=["Cs", "N"]), max_size=8).filter(
    lambda text: not re.search(r"[零〇○洞一幺壹二两贰三叁四肆五伍六陆七柒拐八捌九玖勾0-9xXＸｘ叉]", text)
)


@given(around, personal, around, st.data())
def test_no_personal_number_survives_however_it_is_spoken(
    before: str, number: str, after: str, data: st.DataObject
) -> None:
    said = [data.draw(st.sampled_from(SPOKEN[int(digit)])) if digit != "X" else "X" for digit in number]
    gaps = [data.draw(st.sampled_from(["", "", " ", "-", "，", "嗯", " 啊 "])) for _ in said[1:]]
    spoken = said[0] + "".join(gap + digit for gap, digit in zip(gaps, said[1:], strict=True))
    text = before + spoken + after
    masked = mask_text(text)
    assert len(masked) == len(text)
    assert masked.startswith(before)
    assert masked.endswith(after)
    hidden = masked[len(before) : len(text) - len(after)]
    assert hidden.count("*") == (4 if len(number) == 11 else len(number) - 4)
    assert mask_text(masked) == masked


@given(st.text(st.sampled_from("0123456789零一幺八 -，。x张叉"), max_size=40))
def test_masking_keeps_length_and_leaves_no_long_run(text: str) -> None:
    masked = mask_text(text)
    assert len(masked) == len(text)
    kept = re.sub(r"(19|20)\d\d-\d\d?-\d\d?", "。", masked)
    assert not re.search(r"[0-9零一幺八]{7}", kept)


def word(text: str, n: int) -> Word:
    return Word(text=text, start_ms=n * 100, end_ms=n * 100 + 90, confidence=0.9)


def test_what_was_said_is_masked_in_every_field_of_an_event() -> None:
    spoken = "幺三八零零幺三八零零零"
    final = TranscriptFinal(
        call="c",
        leg="caller",
        utterance=0,
        text=f"电话{spoken}",
        written="电话13800138000",
        start_ms=0,
        end_ms=900,
        confidence=0.9,
        words=tuple(word(text, n) for n, text in enumerate(["电话", *spoken])),
        alternatives=(Alternative(text=spoken, confidence=0.1),),
    )
    events = [
        final,
        CallStarted(call="c", caller="13800138000", dialled="12345"),
        TranscriptPartial(call="c", leg="caller", utterance=0, text=spoken),
        PromptStarted(call="c", prompt="p", text=f"您的号码是{spoken}"),
        Decided(call="c", outcome="route", heard=spoken, reason=f"听到 {spoken}"),
        Fault(part="x", message=spoken, done=spoken),
        Suggested(call="c", for_text=spoken, suggestions=()),
    ]
    for event in events:
        masked = outbound(event)
        assert masked.__class__ is event.__class__
        assert masked.at == event.at
        assert spoken not in masked.to_json()
        assert "13800138000" not in masked.to_json()
    masked_final = outbound(final)
    assert isinstance(masked_final, TranscriptFinal)
    assert "".join(w.text for w in masked_final.words) == masked_final.text == "电话幺三八****八零零零"
    assert masked_final.written == "电话138****8000"
    assert [w.start_ms for w in masked_final.words] == [w.start_ms for w in final.words]


@pytest.mark.parametrize(
    ("spoken", "masked"),
    [
        ("幺三八零零幺三八零零零", "138****8000"),
        ("幺三八 零零幺三 八零零零", "138****8000"),
        ("幺三八，零零幺三，八零零零", "138，****，8000"),
        ("是幺三八呃零零幺三呃八零零零", "是138呃****呃8000"),
        ("四三零一零二一九八零零一零一一二三叉", "**************123X"),
        ("零七三一八八八六六五五四", "********6554"),
        ("三栋二单元五零一，十一月二十号下午三点半", "3栋2单元501，11月20号下午3点半"),
        ("一二三四五热线", "12345热线"),
    ],
)
def test_the_written_form_hides_the_same_numbers(spoken: str, masked: str) -> None:
    assert mask_text(written(spoken)) == masked


def test_public_numbers_of_an_article_stay_and_other_events_are_not_touched() -> None:
    article = Suggestion(article="a", title="t", text="咨询电话 0571-87654321", source="s", score=1)
    suggested = Suggested(call="c", for_text="问电话", suggestions=(article,))
    assert outbound(suggested) == suggested
    fault = Fault(part="ari", message="no answer from 10.0.0.12:8088", done="tried again")
    assert outbound(fault) == fault


def test_a_number_that_is_typed_does_not_leave_digit_by_digit() -> None:
    typed = [outbound(KeyPressed(call="c", at=at, digit=digit)) for at, digit in enumerate("13800138000#")]
    assert [(key.at, key.digit) for key in typed if isinstance(key, KeyPressed)] == [
        (at, "*") for at in range(12)
    ]


def test_answers_to_questions_leave_masked() -> None:
    slots = (
        Slot(id="phone", label="电话", value="13812345678", said="一三八一二三四五六七八"),
        Slot(id="landline", label="座机", value="0931-8888888转801", said="零九三一八八八八八八八转八零一"),
        Slot(
            id="address",
            label="地址",
            value="城关区幸福路12号翠竹小区3栋2单元501",
            said="幸福路十二号翠竹小区三栋二单元五零一",
        ),
        Slot(id="house", label="地址", value="翠竹小区3-2-501", said="翠竹小区三杠二杠五零一"),
        Slot(id="old", label="电话", value="13800013800", said="要三巴零零零要三巴零零"),
        Slot(id="when", label="时间", value="2026-05-01 15:30至2026-05-02", said="昨天下午三点半到今天"),
    )
    masked = outbound(Decided(call="c", outcome="route", slots=slots))
    assert isinstance(masked, Decided)
    values = [slot.value for slot in masked.slots]
    assert values == [
        "138****5678",
        "****-******8转801",
        "城关区幸福路**号翠竹小区*栋*单元***",
        "翠竹小区*-*-***",
        "138****3800",
        "2026-05-01 15:30至2026-05-02",
    ]
    assert [slot.said for slot in masked.slots] == ["*", "*", "*", "*", "*", "昨天下午三点半到今天"]
    assert [slot.label for slot in masked.slots] == [slot.label for slot in slots]
