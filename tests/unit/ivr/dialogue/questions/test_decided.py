"""Questions between the decision and the queue."""

from __future__ import annotations

import pytest

from ivr import IvrSettings, prompts_needed
from ivr.settings.intents.intents import IntentSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.questions.callers import (
    ADDRESS,
    ALL,
    DETAIL,
    PHONE,
    SURE,
    TICKET,
    asked,
    asking,
    slots,
)
from tests.unit.ivr.talk import Talk


def test_the_answers_are_on_the_decision(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "address", "detail")
    assert talk.said[-1] == ADDRESS.prompt
    assert (talk.decided[-1].outcome, talk.decided[-1].intent) == ("ask", "housing_fund")
    assert "先问地址、情况" in talk.decided[-1].reason
    assert talk.pace == "dictation"
    talk.speak("在幸福路十二号").hear_out()
    assert talk.said[-1] == DETAIL.prompt
    assert talk.pace == "normal"
    talk.speak("窗口让我跑了三趟")
    assert talk.route is not None
    assert talk.route.queue == "urban"
    assert slots(talk) == {"address": "幸福路12号", "detail": "窗口让我跑了三趟"}
    decided = talk.decided[-1]
    assert (decided.intent, decided.heard, decided.outcome) == ("housing_fund", SURE, "route")
    assert [slot.label for slot in decided.slots] == ["地址", "情况"]
    assert decided.slots[0].said == "在幸福路十二号"


def test_each_question_is_asked_twice_at_most_and_then_left_to_the_agent(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = asked(settings, understanding, "address", "detail")
    talk.wait(120)
    assert talk.said[-5:-1] == [ADDRESS.prompt, ADDRESS.retry, DETAIL.prompt, DETAIL.prompt]
    assert talk.route is not None
    assert slots(talk) == {}


@pytest.mark.parametrize("answer", ["不知道", "不太清楚啊", "不方便说", "我忘了"])
def test_who_does_not_know_is_not_asked_again(
    settings: IvrSettings, understanding: Judge, answer: str
) -> None:
    talk = asked(settings, understanding, "address")
    talk.speak(answer)
    assert talk.route is not None
    assert ADDRESS.retry not in talk.said


NONE = [
    *[("address", answer) for answer in ("没有地址", "说不上来地址", "地址我忘了")],
    *[("ticket", answer) for answer in ("没有工单号", "没有单号", "单号没有", "没记", "不知道单号")],
    *[("ticket", answer) for answer in ("没收到短信", "没有工单号，我第一次打", "单号找不到了", "没给我发")],
    *[("phone", answer) for answer in ("没有电话", "我没有手机")],
]


@pytest.mark.parametrize(("ask", "answer"), NONE)
def test_who_has_none_is_not_asked_again(
    settings: IvrSettings, understanding: Judge, ask: str, answer: str
) -> None:
    talk = asked(settings, understanding, ask)
    talk.speak(answer)
    assert talk.route is not None
    assert talk.route.queue == "urban", "and stays with the queue that was decided on"
    assert slots(talk) == {}


@pytest.mark.parametrize(
    ("ask", "answer", "value"),
    [
        ("agreed", "没有，社区也不管", "否"),
        ("agreed", "不是，我是租的房子", "否"),
        ("detail", "不是，我是租的房子", "我是租的房子"),
        ("address", "没有小区，幸福路十二号", "幸福路12号"),
    ],
)
def test_an_answer_that_begins_with_a_no_is_an_answer(
    settings: IvrSettings, understanding: Judge, ask: str, answer: str, value: str
) -> None:
    talk = asked(settings, understanding, ask).speak(answer)
    assert talk.route is not None
    assert talk.route.queue == "urban"
    assert slots(talk)[ask].endswith(value)


def test_what_is_no_address_turns_nobody_to_another_queue(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = asked(settings, understanding, "address").speak("不是小区是马路边").wait(60)
    assert talk.route is not None
    assert talk.route.queue == "urban"


def test_what_the_request_said_already_is_not_asked(settings: IvrSettings, understanding: Judge) -> None:
    talk = Talk(asking(settings, "phone", "detail"), understanding).answer().hear_out()
    talk.speak(f"{SURE}，我电话是一三八零零一三八零零零").hear_out()
    if talk.decided and talk.decided[-1].outcome == "confirm":
        talk.speak("对").hear_out()
    assert talk.said[-1] == DETAIL.prompt


def test_who_answers_two_questions_at_once_is_asked_neither_again(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = asked(settings, understanding, "address", "phone")
    talk.speak("幸福路十二号，我电话是一三八零零一三八零零零")
    assert talk.route is not None
    assert slots(talk)["phone"] == "13800138000"
    assert slots(talk)["address"].startswith("幸福路12号")


@pytest.mark.parametrize("plea", ["转人工", "我要人工服务"])
def test_a_human_is_reached_at_any_time_with_the_answers_so_far(
    settings: IvrSettings, understanding: Judge, plea: str
) -> None:
    talk = asked(settings, understanding, "address", "detail")
    talk.speak("幸福路十二号").speak(plea)
    assert talk.route is not None
    assert talk.route.queue == "urban", "it is known already which humans"
    assert slots(talk) == {"address": "幸福路12号"}
    assert "要求转人工" in talk.decided[-1].reason


@pytest.mark.parametrize("ask", ["address", "detail", "agreed", "phone"])
@pytest.mark.parametrize("plea", ["人工", "我要人工", "需要人工"])
def test_who_asks_for_a_human_in_a_word_gets_the_right_one(
    settings: IvrSettings, understanding: Judge, ask: str, plea: str
) -> None:
    talk = asked(settings, understanding, ask, caller="13700137000").speak(plea)
    assert talk.route is not None
    assert talk.route.queue == "urban"
    assert slots(talk) == {}


@pytest.mark.parametrize("ask", ["address", "agreed", "detail"])
def test_the_human_key_ends_the_questions(settings: IvrSettings, understanding: Judge, ask: str) -> None:
    talk = asked(settings, understanding, ask)
    talk.press("0")
    assert talk.route is not None
    assert talk.route.queue == "urban"


def test_an_emergency_in_an_answer_goes_first(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "address")
    talk.start_speaking().partial("等一下，我家着火了")
    assert talk.route is not None
    assert talk.route.queue == "emergency"


def test_the_hash_key_alone_skips_the_question(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "address", "detail")
    talk.press("#")
    assert talk.said[-1] == DETAIL.prompt


def test_keys_say_yes_and_no(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "agreed")
    talk.press("1")
    assert talk.route is not None
    assert [slot.id for slot in talk.decided[-1].slots] == ["agreed"]


def test_a_correction_during_the_questions_is_taken(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "address")
    talk.speak("不是，我们小区停水了")
    assert talk.decided[-1].intent == "water_outage"


def test_who_names_one_request_after_the_other_is_put_through(
    settings: IvrSettings, understanding: Judge
) -> None:
    intents = tuple(one.model_copy(update={"ask": ("ticket",), "answer": None}) for one in settings.intents)
    calm = tuple(new if not new.urgent else old for new, old in zip(intents, settings.intents, strict=True))
    changed = settings.model_copy(update={"intents": calm, "questions": ALL})
    talk = Talk(changed, understanding).answer().hear_out()
    turns = 0
    while not talk.over and turns < 12:
        talk.speak(("公积金怎么提取出来", "我们小区停水了，一滴水都没有")[turns % 2]).hear_out()
        turns += 1
    assert talk.route is not None
    assert turns <= 6
    assert talk.said.count(TICKET.prompt) <= 5


def test_a_caller_who_cannot_be_heard_any_more_is_put_through(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = asked(settings, understanding, "address").fail_hearing()
    assert talk.route is not None
    assert talk.route.queue == "urban"


@pytest.mark.parametrize("ask", ["address", "detail", "agreed", "kind"])
def test_a_key_of_the_menu_repeats_the_question(
    settings: IvrSettings, understanding: Judge, ask: str
) -> None:
    talk = asked(settings, understanding, ask)
    question = talk.said[-1]
    talk.press("5").hear_out()
    assert talk.said[-1] == question
    for _ in range(5):
        if not talk.over:
            talk.press("5").hear_out()
    assert talk.route is not None
    assert talk.route.queue == "urban", "the queue that was decided on"


def test_a_key_chooses_by_its_place(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "kind").press("2")
    assert slots(talk) == {"kind": "租房"}


def test_good_bye_ends_the_call(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "address").speak("没事了再见")
    assert talk.hear_out().hangup is not None


def test_every_question_is_made_before_a_call_needs_it(settings: IvrSettings) -> None:
    needed = prompts_needed(asking(settings, "address", "phone"))
    texts = {ADDRESS.prompt, ADDRESS.retry, PHONE.prompt, settings.dialogue.prompts.own_number}
    assert texts <= set(needed)
    assert DETAIL.prompt not in needed, "nobody asks it"


@pytest.mark.parametrize(
    ("ask", "answer", "urgent", "where"),
    [
        (["nowhere"], None, False, ("ask", 0)),
        (["address", "address"], None, False, ("ask", 1)),
        (["address"], None, True, ("ask",)),
        ([], "请等等", True, ("answer",)),
        ([], {"text": "一", "article": "two"}, False, ("answer",)),
        ([], {}, False, ("answer",)),
    ],
)
def test_mistakes_are_named_where_they_are(
    ask: list[str], answer: object, urgent: bool, where: tuple[str | int, ...]
) -> None:
    from pydantic import ValidationError

    intent = {"id": "x", "name": "甲", "queue": "general", "sayings": ["一二"], "urgent": urgent, "ask": ask}
    if answer is not None:
        intent["answer"] = answer
    sections = {
        "queues": [{"id": "general", "name": "综合"}],
        "questions": [ADDRESS.model_dump()],
        "intents": [intent],
    }
    with pytest.raises(ValidationError) as caught:
        IvrSettings.model_validate(sections)
    assert caught.value.errors()[0]["loc"][:4] == ("intents", 0, *where)


def test_a_text_alone_is_an_answer() -> None:
    intent = IntentSettings.model_validate(
        {"id": "x", "name": "甲", "queue": "general", "sayings": ["一二"], "answer": "上午九点。"}
    )
    assert intent.answer is not None
    assert intent.answer.text == "上午九点。"


def test_a_place_told_at_a_confirm_question_is_kept_and_the_question_stays(
    settings: IvrSettings, understanding: Judge
) -> None:
    cautious = settings.dialogue.model_copy(update={"route_at": 0.999, "confirm_at": 0.4})
    changed = asking(settings, "address").model_copy(update={"dialogue": cautious})
    talk = Talk(changed, understanding).answer().hear_out().speak(SURE).hear_out()
    question = talk.decided[-1]
    assert question.outcome == "confirm"
    talk.speak("我在桂花街九号二单元三零二").hear_out()
    assert talk.decided[-1] is question, "nothing was decided, and nothing has failed"
    assert talk.said[-1] == settings.dialogue.prompts.confirm_again
    talk.speak("对")
    assert ADDRESS.prompt not in talk.said
    assert slots(talk) == {"address": "桂花街9号2单元302"}


def test_a_place_told_before_an_emergency_is_on_the_decision(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = Talk(asking(settings), understanding).answer().hear_out()
    talk.speak("我在桂花街九号二单元三零二").hear_out().speak("着火了")
    assert talk.route is not None
    assert talk.route.queue == "emergency"
    assert slots(talk) == {"address": "桂花街9号2单元302"}
