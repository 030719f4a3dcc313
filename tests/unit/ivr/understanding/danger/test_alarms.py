"""An emergency is acted on at once, whatever else is said; one that is only feared or past is not."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ivr import IvrSettings, Understanding

UNLESS = (
    "万一",
    "如果",
    "要是",
    "假如",
    "担心",
    "就怕",
    "恐怕",
    "怕会",
    "隐患",
    "去年",
    "上个月",
    "以前",
    "上次",
    "之前",
)
HAPPENS = {
    "我家着火了": "fire",
    "煤气漏了": "gas_leak",
    "我爸晕倒了": "medical_emergency",
    "有人拿着刀": "crime_danger",
    "我们困在电梯里": "disaster",
}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("之前打过电话，现在我家着火了", "fire"),
        ("之前打过电话现在我家着火了", "fire"),
        ("刚才打过，之前说派人来，房子着火了还没来", "fire"),
        ("刚才打过之前说派人来房子着火了还没来", "fire"),
        ("之前打过电话我家着火了", "fire"),
        ("上次投诉过也没用又着火了", "fire"),
        ("要是还不来人我爸就叫不醒了", "medical_emergency"),
        ("要是再不来人就死了，我爸晕倒了", "medical_emergency"),
        ("要是再不来人就死了我爸晕倒了", "medical_emergency"),
        ("我爸触电了，他以前是电工", "medical_emergency"),
        ("着火了我好害怕", "fire"),
        ("好怕，楼上着火了", "fire"),
        ("我好怕楼上着火了", "fire"),
        ("主要是我家着火了", "fire"),
        ("火很大怕烧到隔壁", "fire"),
        ("煤气漏了，万一炸了怎么办", "gas_leak"),
        ("上次着火了，现在又着火了", "fire"),
        ("上次那家着火了现在又着火了", "fire"),
        ("救命，如果再不来他就打死我了", "crime_danger"),
        ("房子塌了以前就说过危险", "disaster"),
        ("着火了，那是去年的事，今天又烧起来了，着火了", "fire"),
        ("楼里着火了，上回那是前年的事，现在又冒烟", "fire"),
        ("着火了，其实不是演习，是真烧起来了", "fire"),
        ("我爸晕倒了，原来没开玩笑", "medical_emergency"),
        ("电梯困人的投诉打过了，现在我们又困在里面", "disaster"),
        ("着火了，上个月的事还没完，今天又着火了", "fire"),
        ("转人工，我家着火了", "fire"),
        ("快点转人工我爸晕倒了", "medical_emergency"),
    ],
)
def test_words_about_something_else_take_no_alarm_back(
    understanding: Understanding, text: str, intent: str
) -> None:
    judgement = understanding.urgent(text)
    assert judgement is not None
    assert judgement.intent == intent


@pytest.mark.parametrize("turned", [False, True])
def test_danger_goes_before_the_wish_for_a_human_in_any_order(settings: IvrSettings, turned: bool) -> None:
    intents = settings.intents[::-1] if turned else settings.intents
    judgement = Understanding(settings.model_copy(update={"intents": intents})).urgent("转人工，我家着火了")
    assert judgement is not None
    assert judgement.intent == "fire"


@pytest.mark.parametrize(
    "text",
    [
        "我们那栋楼着火了，那是十年前的事了",
        "煤气漏了都是好几年前的事情，我想问补偿",
        "有人拿着刀闹事，那还是我小时候的事",
        "我爸晕倒了是前年的事，想问医保怎么报",
        "电梯困人的投诉，我想问处理得怎么样",
        "我妈大出血，上个月的事，想问医保怎么报",
        "以前着过火",
        "万一着火怎么办",
        "怕着火",
        "我怕着火了",
        "万一着火了怎么办",
        "如果，着火了怎么跑",
        "上次，我们楼着火了",
        "要是家里煤气漏了该找谁",
        "就怕着火了跑不掉",
        "去年这里房子塌了",
        "这种救命药医保报不报",
        "人工智能",
        "转人工，要会说英语的",
    ],
)
def test_what_is_feared_or_past_is_no_alarm(understanding: Understanding, text: str) -> None:
    assert understanding.urgent(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "我爸没气了",
        "我爸没气了不是开玩笑",
        "我妈不喘气了",
        "我老公没有心跳了",
        "没心跳了",
        "没有意识了",
        "叫了半天叫不醒",
        "他不省人事",
        "老人喘不上气",
    ],
)
def test_who_does_not_breathe_or_wake_is_helped_at_once(understanding: Understanding, text: str) -> None:
    judgement = understanding.urgent(text)
    assert judgement is not None
    assert judgement.intent == "medical_emergency"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我妈不会动了", "medical_emergency"),
        ("我爸没有反应了", "medical_emergency"),
        ("我老婆没气了", "medical_emergency"),
        ("煤气罐没气了", "gas"),
        ("家里没气了，做不了饭", "gas"),
        ("反映了好几次没有反应", "ticket_progress"),
        ("医院没有呼吸机", "medical"),
    ],
)
def test_a_body_is_told_from_a_gas_pipe(understanding: Understanding, text: str, intent: str) -> None:
    assert understanding.decide(text).intent == intent


@given(
    said=st.sampled_from(sorted(HAPPENS)),
    unless=st.sampled_from(UNLESS),
    before=st.text("我你他家里人说打电话来的", max_size=6),
    behind=st.text("我你他家里人说打电话来的", max_size=6),
)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_other_clause_takes_an_alarm_back(
    understanding: Understanding, said: str, unless: str, before: str, behind: str
) -> None:
    other = f"{before}{unless}{behind}"
    for text in (f"{said}，{other}", f"{other}。{said}"):
        judgement = understanding.urgent(text)
        assert judgement is not None, text
        assert judgement.intent == HAPPENS[said], text


@pytest.mark.parametrize(
    "text",
    ["听见有人喊着火了，结果是拍短视频的", "楼里说着火了，原来是演习，你们管管", "喊救命，其实是闹着玩"],
)
def test_what_turned_out_to_be_nothing_is_no_emergency(understanding: Understanding, text: str) -> None:
    assert understanding.urgent(text) is None


@pytest.mark.parametrize(
    "text", ["以为是演习，结果是着火了", "有人喊救命，结果是他家着火了", "原来是演习，现在着火了"]
)
def test_what_turned_out_to_be_worse_is_one(understanding: Understanding, text: str) -> None:
    found = understanding.urgent(text)
    assert found is not None
    assert found.queue == "emergency"
