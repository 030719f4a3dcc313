"""What callers say it is not, does not decide where they go; what they complain about with 不 does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import IvrSettings, Understanding
from ivr.understanding.denials import Denials

CUES = ("不是", "并非", "没", "不用", "不要", "不需要", "不必", "无需", "用不着", "不想", "别", "甭")


@pytest.mark.parametrize(
    ("text", "intent", "denied"),
    [
        ("不是投诉，我是想咨询一下公积金贷款", "housing_fund", "不是“投诉”"),
        ("不是投诉我是想问医保怎么报销", "medical_insurance", "不是“投诉”"),
        ("我不是要办社保，是医保报销的事", "medical_insurance", "不是“要办社保”"),
        ("我不是要办社保是医保报销的事", "medical_insurance", "不是“要办社保”"),
        ("想问公积金提取，不是投诉", "housing_fund", "不是“投诉”"),
        ("没有停水，就是水压小", "water_outage", "没有“停水”"),
        ("我不办社保卡，我办的是公积金贷款", "housing_fund", "不办“社保卡”"),
        ("没有漏气，就是燃气表不走了", "gas", "没有“漏气”"),
        ("不是噪音的问题是垃圾没人收", "sanitation", "不是“噪声的问题”"),
        ("不是违章停车的事，是路灯不亮", "road", "不是“违章停车的事”"),
        ("不用转人工我就问一下社保卡丢了怎么补", "social_card", "不用“转人工”"),
        ("不用转人工社保卡丢了怎么补", "social_card", "不用“转人工”"),
        ("别给我转人工了，直接告诉我公积金怎么提取", "housing_fund", "别“转人工”"),
        ("别给我转物业，我是家里没有电", "power", "别“物业”"),
        ("你们不要给我转医保了，我办的是公积金提取", "housing_fund", "不要“医保”"),
        ("不想投诉谁，就想知道低保怎么申请", "assistance", "不想“投诉”"),
        ("唔系投诉，我想问下公积金点样提取", "housing_fund", "不是“投诉”"),
        ("不是要救护车，我想问医院怎么挂号", "medical", "不是“要救护车”"),
        ("不是着火了，是有人在烧垃圾", "environment", "不是“着火了”"),
    ],
)
def test_what_is_denied_is_taken_out_and_told(
    understanding: Understanding, text: str, intent: str, denied: str
) -> None:
    judgement = understanding.decide(text)
    assert judgement.intent == intent
    assert f"来电人说{denied}" in judgement.reason


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("到现在都不供暖", "heating"),
        ("商家不给退款", "refund"),
        ("楼道里的垃圾没有人管", "sanitation"),
        ("小区门口的垃圾好几天不来收", "sanitation"),
        ("我家没有水", "water_outage"),
        ("家里没有暖气", "heating"),
        ("没有发工资就是一直拖着", "wages"),
        ("是不是停水了", "water_outage"),
        ("有没有停电通知", "power"),
        ("为什么没有停水通知就停了", "water_outage"),
        ("不是停水就是停电，日子没法过", "water_outage"),  # either of the two
        ("我又不是没交取暖费，凭什么不供暖", "heating"),  # denied twice
        ("不是本地户口怎么办居住证", "household_register"),
        ("不是第一次停水了", "water_outage"),
        ("他们不是不给工资，是拖着", "wages"),
    ],
)
def test_a_complaint_with_a_negative_word_is_left_alone(
    understanding: Understanding, text: str, intent: str
) -> None:
    judgement = understanding.decide(text)
    assert judgement.intent == intent
    assert "来电人说" not in judgement.reason


def test_only_a_denial_asks_for_nothing(understanding: Understanding) -> None:
    judgement = understanding.decide("不用转人工", ["部用转人工"])
    assert judgement.intent is None
    assert judgement.score == 0
    assert judgement.reason == "来电人说不用“转人工”；没有说要什么"


@pytest.mark.parametrize(
    "text",
    [
        "没有着火，就是有点糊味",
        "不是要救护车",
        "不用转人工",
        "不是着火了，是烧垃圾",
        "谁说着火了，没着，是熏腊肉",
    ],
)
def test_denied_emergencies_do_not_act_at_once(understanding: Understanding, text: str) -> None:
    assert understanding.urgent(text) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("不是我家着火了，是隔壁", "fire"),
        ("我家没有着火，是隔壁着火了", "fire"),
        ("不是着火了吗怎么还不来", "fire"),
        ("不是小火是着火了", "fire"),
        ("没有人管着火了", "fire"),
        ("没有灭火器，着火了", "fire"),
        ("谁说没事，着火了", "fire"),
        ("谁说着火了没人管", "fire"),
        ("不是不想活了，就是心里烦", "suicide_risk"),
        ("我没有想自杀，就是心里难受", "suicide_risk"),
        ("他没有呼吸了", "medical_emergency"),
        ("我不要机器人给我转人工", "operator"),
        ("家里没有人着火了", "fire"),
        ("楼上没有人着火了", "fire"),
        ("仓库没有谁着火了", "fire"),
        ("分别给我转人工", "operator"),
        ("我特别要找人工", "operator"),
    ],
)
def test_where_an_emergency_may_be_meant_it_is(understanding: Understanding, text: str, intent: str) -> None:
    judgement = understanding.urgent(text)
    assert judgement is not None
    assert judgement.intent == intent


def test_doubt_about_an_emergency_is_told(understanding: Understanding) -> None:
    judgement = understanding.urgent("不是我家着火了，是隔壁")
    assert judgement is not None
    assert "虽有否认的话，但拿不准，按紧急处理" in judgement.reason


def test_a_denied_emergency_with_nothing_else_is_asked_about(
    understanding: Understanding, settings: IvrSettings
) -> None:
    judgement = understanding.decide("那不是着火了")
    assert judgement.intent == "fire"
    assert judgement.score >= settings.dialogue.confirm_at
    assert "拿不准" in judgement.reason


@pytest.mark.parametrize(
    ("text", "queue"),
    [
        ("我没有违章，凭什么罚我", "police"),
        ("我没有违章，交警给我开了罚单", "police"),
        ("我没有装修，物业非说是我家的噪音", "urban"),
    ],
)
def test_what_has_not_happened_may_be_the_complaint(
    understanding: Understanding, settings: IvrSettings, text: str, queue: str
) -> None:
    judgement = understanding.decide(text)
    assert judgement.queue == queue
    assert judgement.score >= settings.dialogue.confirm_at


def test_what_has_not_happened_is_no_request_by_itself(understanding: Understanding) -> None:
    assert understanding.decide("没有停水").intent is None


def test_smoke_that_nobody_made_is_asked_about(understanding: Understanding, settings: IvrSettings) -> None:
    judgement = understanding.decide("楼上没有人冒烟了")
    assert judgement.intent == "fire"
    assert judgement.score >= settings.dialogue.confirm_at


@pytest.mark.parametrize("text", ["你不是真人", "你不是真人，给我转", "你不是人工", "你又不是真人"])
def test_who_misses_a_human_wants_one(understanding: Understanding, settings: IvrSettings, text: str) -> None:
    judgement = understanding.decide(text)
    assert judgement.intent == "operator"
    assert judgement.score >= settings.dialogue.confirm_at


@pytest.mark.parametrize(
    "text",
    ["不是要人工，我问公积金怎么提取", "不是转人工，我问公积金怎么提取", "别转人工，我问公积金怎么提取"],
)
def test_who_declines_a_human_gets_none(understanding: Understanding, text: str) -> None:
    assert understanding.decide(text).intent == "housing_fund"


@given(
    st.lists(
        st.sampled_from([*CUES, "停水", "投诉", "转人工", "是", "就是", "我", "的", "吗", "，", "。", "着火"])
    )
)
def test_a_denied_stretch_comes_from_the_sentence(pieces: list[str]) -> None:
    text = "".join(pieces)
    said = Denials(["停水", "社保"], ["着火"]).of(text)
    assert all(one.what in text for one in said.denied)
    assert bool(said.denied) == (said.kept != text)
    assert set(said.kept) <= {*text, "。"}


@given(st.text(alphabet="停水投诉转人工社保着火了就是我的吗，。"))
def test_without_words_of_denial_nothing_is_denied(text: str) -> None:
    assert Denials(["停水", "社保"], ["着火"]).of(text).denied == ()


@pytest.mark.parametrize(
    "text", ["不用转人工了", "不要转人工了", "不用人工了", "不用了", "不需要了", "没有了", "我的车胎没气了"]
)
def test_who_wants_nothing_is_not_taken_for_an_emergency(
    understanding: Understanding, settings: IvrSettings, text: str
) -> None:
    assert understanding.decide(text).score < settings.dialogue.confirm_at
