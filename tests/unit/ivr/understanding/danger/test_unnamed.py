"""Danger told in other words than the keywords is found; what only sounds like it is not acted on."""

from __future__ import annotations

import pytest

from ivr import IvrSettings, Understanding
from ivr.understanding.danger.signs import in_words, signs_in
from tests.unit.ivr.talk import Talk

TOLD = [
    "我爷爷坐在椅子上怎么喊都没反应，嘴巴都发乌了",
    "楼上有股很冲的臭鸡蛋味，婆婆倒在厨房门口推不醒",
    "有个小孩骑在六楼窗户外头，屋里好像没有大人",
    "后面有个男的跟着我到楼下了，我不敢回家，他还在门口",
    "该交代的我都交代好了，以后你们就不用找我了",
    "没事了，反正过了明天就都结束了，你们别再打给我",
    "制氧机没电了，我爸脸都白了",
    "拖拉机翻到坎下了，先救人",
]
CALM = [
    "过了明天就报不上名了，帮我催一下",
    "我说了不用回访，不要再打给我",
    "去年我家厨房冒烟，保险公司到现在没赔，这个找谁",
    "电影里放爆炸，声音太大，能不能让影院小声点",
    "我爸以前中过风，现在想办个残疾证要什么材料",
    "家里租的制氧机没电了能退吗",
]


@pytest.mark.parametrize("text", TOLD)
def test_danger_that_nobody_names_is_put_through_or_asked_about(
    understanding: Understanding, settings: IvrSettings, text: str
) -> None:
    judgement = understanding.decide(text)
    assert judgement.queue in ("emergency", "psychological")
    assert judgement.score >= settings.dialogue.confirm_at
    assert "可能有人有危险" in judgement.reason


@pytest.mark.parametrize("text", CALM)
def test_what_is_over_or_only_told_goes_to_its_queue(understanding: Understanding, text: str) -> None:
    judgement = understanding.decide(text)
    assert understanding.alarming(text) is None
    assert (judgement.otherwise or judgement).queue != "emergency"


@pytest.mark.parametrize("text", ["没有了", "啊", "不用转人工了", "", "😀", "？" * 2000])
def test_what_says_nothing_is_no_danger(understanding: Understanding, text: str) -> None:
    assert understanding.danger(text).chance == 0.0
    assert understanding.alarming(text) is None


def test_the_reason_names_the_signs() -> None:
    assert "怎么喊都没反应"[-3:] in in_words(signs_in("他怎么喊都没反应"))
    assert in_words({}) == "说法像求助"


DOUBTFUL = "俺闺女嫁过去，那小子喝点猫尿就动手，掐她脖子，你说俺当娘的能不心疼吗"


@pytest.fixture(scope="module")
def watchful(settings: IvrSettings) -> IvrSettings:
    """Asks about danger at the least sign of it, and is never sure."""
    danger = settings.dialogue.danger.model_copy(update={"ask_at": 0.01, "sure_at": 1.0})
    dialogue = settings.dialogue.model_copy(update={"danger": danger})
    return settings.model_copy(update={"dialogue": dialogue})


@pytest.fixture(scope="module")
def watching(watchful: IvrSettings) -> Understanding:
    return Understanding(watchful)


@pytest.fixture
def asked(watching: Understanding, watchful: IvrSettings) -> Talk:
    """A caller who has just been asked whether somebody is in danger."""
    talk = Talk(watchful, watching).answer().hear_out().speak(DOUBTFUL).hear_out()
    assert talk.said[-1] == watchful.dialogue.prompts.danger
    return talk


@pytest.mark.parametrize("answer", ["是的", "我不知道", ""])
def test_who_does_not_say_no_is_put_through(asked: Talk, answer: str) -> None:
    asked.speak(answer).hear_out() if answer else asked.wait(30)
    assert asked.route is not None
    assert asked.route.queue == "emergency"


def test_who_says_no_ends_where_they_belong(asked: Talk) -> None:
    asked.speak("不是").hear_out()
    if asked.route is None:
        asked.speak("是的").hear_out()
    assert asked.route is not None
    assert asked.route.queue == "women_children"


@pytest.mark.parametrize("kept", ["urgent", "calm"])
def test_a_configuration_of_one_kind_judges_all_the_same(settings: IvrSettings, kept: str) -> None:
    intents = tuple(intent for intent in settings.intents if intent.urgent == (kept == "urgent"))[:5]
    few = Understanding(settings.model_copy(update={"intents": intents}))
    for text in (*TOLD, *CALM, "转人工"):
        assert few.needs(text)[0].intent is not None
        assert few.topic(text)[0] is not None
