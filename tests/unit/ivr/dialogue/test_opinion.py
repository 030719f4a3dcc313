"""A second judge, and callers who want two things."""

from __future__ import annotations

import pytest

from contracts.dialogue import Opinion
from ivr import IvrSettings, prompts_needed
from ivr.dialogue.prompts import several_text
from ivr.settings.intents.questions import QuestionSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk

UNSURE = "楼上装修吵死人了"
STRANGE = "今天晚上吃火锅还是吃烧烤"
SURE = "公积金怎么提取出来"


def careful(settings: IvrSettings, confirm: str = "auto") -> IvrSettings:
    """Nearly everything is confirmed."""
    intents = tuple(
        one.model_copy(update={"ask": (), "answer": None, "confirm": confirm})
        if one.id == "noise_construction"
        else one.model_copy(update={"ask": (), "answer": None})
        for one in settings.intents
    )
    dialogue = settings.dialogue.model_copy(update={"route_at": 0.999, "confirm_at": 0.4})
    return settings.model_copy(update={"dialogue": dialogue, "intents": intents})


@pytest.fixture
def talk(settings: IvrSettings, understanding: Judge) -> Talk:
    """A caller whose request is being judged a second time."""
    talk = Talk(careful(settings), understanding, consults=True).answer()
    talk.hear_out().speak(UNSURE)
    assert [one.text for one in talk.consulted] == [UNSURE]
    assert talk.consulted[0].likely[0] == "noise_construction"
    assert len(talk.said) == 1
    return talk


def test_who_agrees_makes_it_sure(talk: Talk) -> None:
    talk.opine("noise_construction", "装修噪声")
    assert talk.route is not None
    assert talk.decided[-1].intent == "noise_construction"
    assert "第二意见：装修噪声" in talk.decided[-1].reason


def test_an_opinion_on_an_older_text_is_late(talk: Talk) -> None:
    talk.send(Opinion("fire", "", "别的话"))
    assert talk.decided == []
    talk.send(Opinion("noise_construction", "", UNSURE))
    assert talk.route is not None


def test_what_must_always_be_confirmed_still_is(settings: IvrSettings, understanding: Judge) -> None:
    talk = Talk(careful(settings, "always"), understanding, consults=True).answer().hear_out()
    talk.speak(UNSURE).opine("noise_construction")
    assert talk.said[-1] == "您是要反映施工噪声，对吗？"


def test_who_agrees_with_what_is_not_even_likely_has_it_confirmed(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = Talk(settings, understanding, consults=True).answer().hear_out().speak(STRANGE)
    talk.opine(talk.consulted[0].likely[0])
    assert talk.decided[-1].outcome == "confirm"


@pytest.mark.parametrize("other", ["water_outage", "operator", "fire"])
def test_who_disagrees_is_asked_about_never_obeyed(talk: Talk, settings: IvrSettings, other: str) -> None:
    talk.opine(other)
    assert talk.route is None
    assert talk.said[-1] == f"您是要{settings.intent(other).asked}，对吗？"
    assert talk.decided[-1].runner_up == "noise_construction"
    talk.hear_out().speak("对")
    assert talk.route is not None
    assert talk.route.queue == settings.intent(other).queue


@pytest.mark.parametrize("opinion", [None, "unheard_of"])
def test_no_opinion_changes_nothing(talk: Talk, opinion: str | None) -> None:
    talk.opine(opinion)
    assert talk.said[-1] == "您是要反映施工噪声，对吗？"


def test_the_caller_does_not_wait_longer_than_configured(talk: Talk, settings: IvrSettings) -> None:
    talk.wait(settings.dialogue.times.opinion_s)
    assert talk.said[-1] == "您是要反映施工噪声，对吗？"
    assert talk.opine("water_outage").said[-1] == "您是要反映施工噪声，对吗？", "it came too late"


def test_who_goes_on_speaking_is_heard_instead(talk: Talk) -> None:
    talk.start_speaking().opine("water_outage")
    assert len(talk.said) == 1
    talk.final(SURE)
    if not talk.over:
        talk.opine(None).hear_out().speak("对")
    assert talk.decided[-1].intent == "housing_fund"


def test_noise_during_the_wait_loses_nothing(talk: Talk) -> None:
    talk.start_speaking().final("")
    assert talk.said[-1] == "您是要反映施工噪声，对吗？"


def test_keys_work_during_the_wait(talk: Talk) -> None:
    talk.press("0")
    assert talk.route is not None
    assert talk.route.queue == "general"


def test_nobody_is_consulted_on_what_is_sure(settings: IvrSettings, understanding: Judge) -> None:
    talk = Talk(settings, understanding, consults=True).answer().hear_out().speak(SURE)
    assert talk.consulted == []


def test_nobody_is_consulted_where_nobody_answers(settings: IvrSettings, understanding: Judge) -> None:
    talk = Talk(careful(settings), understanding).answer().hear_out().speak(UNSURE)
    assert talk.consulted == []


def test_what_was_denied_is_not_proposed_again(talk: Talk) -> None:
    talk.wait(2).hear_out().speak("不是").hear_out().speak(STRANGE)
    talk.opine("noise_construction")
    assert talk.decided[-1].intent != "noise_construction" or talk.decided[-1].outcome != "confirm"


TWO = "我家停水了，还有公司拖欠我三个月工资不发"


def test_who_wants_two_things_is_told_and_the_agent_reads_it(
    settings: IvrSettings, understanding: Judge
) -> None:
    intents = tuple(one.model_copy(update={"ask": (), "answer": None}) for one in settings.intents)
    talk = (
        Talk(settings.model_copy(update={"intents": intents}), understanding).answer().hear_out().speak(TWO)
    )
    assert talk.route is not None
    decided = talk.decided[-1]
    assert {decided.intent, *decided.also} == {"water_outage", "wages"}
    assert talk.said[-1] == several_text(settings, settings.queue(talk.route.queue))
    assert talk.said[-1] in prompts_needed(settings)


def test_the_second_thing_belongs_to_the_first_only(settings: IvrSettings, understanding: Judge) -> None:
    questions = (QuestionSettings(id="where", label="地址", prompt="在哪里？", kind="address"),)
    intents = tuple(
        one.model_copy(update={"ask": ("where",) if one.id == "water_outage" else (), "answer": None})
        for one in settings.intents
    )
    changed = settings.model_copy(update={"intents": intents, "questions": questions})
    talk = Talk(changed, understanding).answer().hear_out().speak(TWO)
    assert talk.decided[-1].also == ("wages",)
    talk.hear_out().speak("公积金怎么提取出来")
    assert talk.decided[-1].intent == "housing_fund"
    assert talk.decided[-1].also == ()


def test_one_thing_is_not_told_as_two(settings: IvrSettings, understanding: Judge) -> None:
    talk = Talk(settings, understanding).answer().hear_out().speak("我们小区停水了，一滴水都没有").wait(60)
    assert talk.decided[-1].also == ()
    assert talk.route is not None
    assert "两件事" not in talk.said[-1]


def test_what_is_said_next_belongs_to_what_was_unclear(talk: Talk) -> None:
    talk.start_speaking().final("这件衣服好看吗")
    assert talk.consulted[-1].text == f"{UNSURE}，这件衣服好看吗"


def test_an_opinion_after_a_key_is_late(talk: Talk) -> None:
    talk.press("4").opine("water_outage")
    assert talk.decided == []


def test_nobody_waits_for_an_opinion_for_ever(talk: Talk) -> None:
    for _ in range(4):
        talk.start_speaking().final(UNSURE)
    assert len(talk.consulted) == 4
    assert talk.decided[-1].outcome == "confirm"


def test_nobody_is_consulted_about_a_caller_who_can_hardly_be_heard(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = Talk(careful(settings), understanding, consults=True).answer().fail_hearing()
    talk.hear_out().speak(UNSURE)
    assert talk.consulted == []
