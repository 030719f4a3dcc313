"""Several needs in one sentence are found where they are announced, and hardly ever where there is one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import IvrSettings, Understanding
from ivr.understanding.judgement import Judgement
from ivr.understanding.split_requests import adds, halves, instead
from ivr.understanding.topics.meaning import Vector
from ivr.understanding.topics.scores import Labels
from ivr.understanding.weighing import Weighing
from tests.unit.ivr.understanding.test_understanding import SENTENCES, pairs_of


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("社保卡丢了怎么补，另外我家停水三天了", {"social_card", "water_outage"}),
        ("社保卡丢了怎么补另外我家停水三天了", {"social_card", "water_outage"}),
        ("公积金怎么提取顺便问一下图书馆几点开门", {"housing_fund", "culture"}),
        ("路灯不亮，还有垃圾没人收", {"road", "sanitation"}),
        ("我想问一下退休金怎么领，对了，我家那个暖气也不热", {"pension", "heating"}),
        ("工资拖欠了三个月没发，还想问一下失业金怎么申请", {"wages", "employment"}),
        ("居住证怎么办理，再问一下医保怎么转过来", {"household_register", "medical_insurance"}),
        ("我要反映两个事第一个是占道经营第二个是下水道堵了", {"vendors", "household"}),
        ("暖气不热。身份证怎么补办？", {"heating", "household_register"}),
        ("不是投诉，我问一下公积金怎么提取，另外路灯不亮", {"housing_fund", "road"}),
    ],
)
def test_two_needs_are_found(understanding: Understanding, text: str, intents: set[str]) -> None:
    needs = understanding.needs(text)
    assert {need.intent for need in needs} == intents
    assert all("一句话里有几件事" in need.reason for need in needs)


@pytest.mark.parametrize(
    "text",
    [
        "楼上装修从早吵到晚，周末也不停，谁来管管",
        "我家里停水了还有老人没水喝",
        "公积金怎么提取，另外公积金贷款要什么条件",
        "停电了。什么时候来电？",
        "还有多久才能供暖",
        "暖气不热，还有哪里能投诉",
        "工资没发，老板跑了，劳动局也不管",
        "我想问一下营业执照，还有开饭店要办什么证",
        "不是投诉，另外我也不懂",
        "",
    ],
)
def test_one_need_is_what_decide_says(understanding: Understanding, text: str) -> None:
    assert list(understanding.needs(text)) == [understanding.decide(text)]


def test_hardly_a_sentence_with_one_need_has_two(
    understanding: Understanding, requests_tsv: list[tuple[str, str]]
) -> None:
    own = [text for part in ("standard", "dialect") for _, text in pairs_of(part)] + SENTENCES["none"]
    texts = own + [text for _, text in requests_tsv]
    several = [text for text in texts if len(understanding.needs(text)) > 1]
    assert len(several) <= 0.01 * len(texts), several


def test_what_is_urgent_comes_first(understanding: Understanding) -> None:
    needs = understanding.needs("公积金怎么提取，另外灶台烧起了大火")
    assert [need.intent for need in needs] == ["fire", "housing_fund"]
    assert [need.intent for need in understanding.needs("路灯不亮，还有楼下着火了")] == ["fire"]


@given(st.lists(st.sampled_from(["停水了", "我", "，", "。"])))
def test_halves_make_up_the_sentence(pieces: list[str]) -> None:
    marked = "".join(pieces)
    cuts = list(halves(marked))
    assert len(cuts) <= 2
    assert bool(cuts) == ("。" in marked.strip("，。"))
    for before, behind in cuts:
        assert before.strip("，。")
        assert behind.strip("，。")
        assert f"{before}{behind}".replace("。", "") == marked.strip("，。").replace("。", "")


def test_a_long_sentence_is_cut_near_its_middle() -> None:
    cuts = list(halves("你好。我是张三。家里停电一天了。营业执照怎么办。谢谢"))
    assert cuts[0] == ("你好。我是张三。家里停电一天了", "营业执照怎么办。谢谢")
    assert len(cuts) == 2


def test_a_long_clear_sentence_is_judged_once(settings: IvrSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    understanding, judged = Understanding(settings), 0
    judging = Weighing.judgement

    def counted(
        self: Weighing, marked: Iterable[str], vector: Vector | None = None, among: Labels | None = None
    ) -> Judgement:
        nonlocal judged
        judged += 1
        return judging(self, marked, vector, among)

    monkeypatch.setattr(Weighing, "judgement", counted)
    understanding.needs("公积金怎么提取。我交了五年公积金。现在想取公积金。公积金中心电话多少。请告诉我")
    assert judged == 1
    judged = 0
    understanding.needs("今天吃火锅。明天吃烧烤。后天吃面条。大后天打球。再去唱歌")
    assert judged <= 6  # the whole, without danger too, and both sides of two cuts


def test_other_readings_of_the_parts_count(understanding: Understanding) -> None:
    alone = understanding.needs("路灯不亮另外报高经")
    helped = understanding.needs(
        "路灯不亮另外报高经", ["路灯不亮另外公积金怎么提", "路灯不亮另外公积金怎么取"]
    )
    assert "housing_fund" not in {need.intent for need in alone}
    assert {need.intent for need in helped} == {"road", "housing_fund"}


@pytest.mark.parametrize("marked", ["对，还有一个，我家没水", "另外路灯也坏了", "两个事都要记"])
def test_something_beside_it_is_known(marked: str) -> None:
    assert adds(marked)


@pytest.mark.parametrize("marked", ["我家停水了", "对，停水", "也不是停电"])
def test_what_is_nothing_beside_it(marked: str) -> None:
    assert not adds(marked)


@pytest.mark.parametrize(
    ("marked", "wanted"),
    {
        "不对不对，先不说这个，我家停水了": "我家停水了",
        "公积金先放着，你听我说，屋里有味道": "你听我说，屋里有味道",
        "停水了": "停水了",
        "不对": "不对",
    }.items(),
)
def test_what_is_wanted_instead_stands_behind_what_is_taken_back(marked: str, wanted: str) -> None:
    assert instead(marked) == wanted
