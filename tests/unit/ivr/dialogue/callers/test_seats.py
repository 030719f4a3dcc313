"""Special seats: reached by intent, by key, by name; their hours; the numbers that lead to them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import HearingFailed
from ivr import Dialogue, IvrSettings, prompts_needed
from ivr.dialogue.prompts import menu_text
from tests.unit.ivr.dialogue.judge import ScriptedJudge
from tests.unit.ivr.talk import Talk, load_settings

OPEN, CLOSED = datetime(2026, 11, 20, 10), datetime(2026, 11, 21, 10)


@pytest.fixture(scope="module")
def own() -> IvrSettings:
    return load_settings(Path(__file__).with_name("seats.yaml"))


def calling(own: IvrSettings, dialled: str = "12345", begun: datetime = OPEN) -> Talk:
    judge = ScriptedJudge(own)
    machine = Dialogue(own, judge, "c1", begun=begun, dialled=dialled)
    return Talk(own, judge, begun=begun, machine=machine)


def reached(talk: Talk) -> tuple[str, str | None]:
    """Queue and seat."""
    assert talk.route is not None, talk
    return talk.route.queue, talk.route.seat


@pytest.mark.parametrize(
    ("said", "queue", "seat"),
    [
        ("买的水果烂了", "consumer", "farmers"),
        ("我要退货", "consumer", None),
        ("我要办执照", "enterprise", "home"),
        ("公司迁址", "enterprise", "one_thing"),
    ],
)
def test_an_intent_leads_to_its_seat_or_to_that_of_the_whole_queue(
    own: IvrSettings, said: str, queue: str, seat: str | None
) -> None:
    talk = calling(own).answer()
    talk.speak(said)
    assert reached(talk) == (queue, seat)
    assert talk.decided[-1].queue == queue, "what counts is the queue"


def test_who_is_put_through_to_a_seat_hears_its_name(own: IvrSettings) -> None:
    talk = calling(own).answer()
    talk.speak("公司迁址")
    assert reached(talk) == ("enterprise", "one_thing")
    assert "高效办成一件事专席" in talk.said[-1]
    assert talk.said[-1] in prompts_needed(own)


@pytest.mark.parametrize(
    ("said", "seat"),
    [
        ("我找企业之家", "home"),
        ("转特色农产品专席", "farmers"),
        ("你好，麻烦帮我转一下企业之家", "home"),
        ("我找起业之家问个执照的事", "home"),
        ("农特产专袭", "farmers"),
        ("我找企业指甲", "home"),
        ("高效办成一件事", "one_thing"),
        ("不是，我找代表委员专席", "deputies"),
        ("企业之家在吗", "home"),
    ],
)
def test_saying_its_name_leads_to_a_seat(own: IvrSettings, said: str, seat: str) -> None:
    talk = calling(own).answer()
    talk.speak(said)
    assert reached(talk)[1] == seat
    assert talk.decided[-1].intent is None
    assert own.seat(seat).name in talk.decided[-1].reason


@pytest.mark.parametrize(
    "said",
    [
        "不要转企业之家，我要退货",
        "我昨天去企业之家要退货没人理",
        "特色农产品的包装有问题要退货",
        "不是企业之家，是退货",
    ],
)
def test_who_only_speaks_of_a_seat_is_not_led_there(own: IvrSettings, said: str) -> None:
    talk = calling(own).answer()
    talk.speak(said)
    assert reached(talk) == ("consumer", None)


def test_danger_goes_before_every_name(own: IvrSettings) -> None:
    talk = calling(own).answer()
    talk.speak("我找企业之家，我们厂着火了")
    assert reached(talk) == ("emergency", "alarm")


def test_the_key_of_a_seat_is_read_out_and_leads_there(own: IvrSettings) -> None:
    assert "特色农产品请按五" in menu_text(own)
    talk = calling(own).answer()
    talk.press("5")
    assert reached(talk) == ("consumer", "farmers")


def test_a_name_that_is_said_in_the_spoken_menu_leads_to_the_seat(own: IvrSettings) -> None:
    spoken = own.dialogue.spoken_menu.model_copy(update={"enabled": True})
    dialogue = own.dialogue.model_copy(update={"spoken_menu": spoken, "max_failures": 1})
    talk = calling(own.model_copy(update={"dialogue": dialogue})).answer()
    talk.speak("唔知")
    assert talk.phrases is not None
    assert "特色农产品" in talk.phrases
    assert "特色农产品" in talk.said[-1], "it has a key, so the menu names it"
    talk.speak("那就特色农产品")
    assert reached(talk) == ("consumer", "farmers")


def test_outside_of_its_hours_the_queue_of_a_seat_takes_the_caller(own: IvrSettings) -> None:
    talk = calling(own, begun=CLOSED).answer()
    talk.speak("买的水果烂了")
    assert reached(talk) == ("consumer", None)
    assert talk.said[-1] == own.dialogue.prompts.closed.format(queue="特色农产品", other="消费维权")
    assert talk.said[-1] in prompts_needed(own)
    assert "特色农产品现在不上班" in talk.decided[-1].reason


def test_a_seat_of_a_queue_that_is_closed_is_closed(own: IvrSettings) -> None:
    talk = calling(own, begun=CLOSED).answer()
    talk.speak("找代表委员")
    assert reached(talk) == ("night", None)
    assert talk.said[-1] == own.dialogue.prompts.closed.format(queue="代表委员", other="夜间值班")
    assert talk.said[-1] in prompts_needed(own)


def test_a_number_has_its_own_greeting_and_the_queue_of_those_who_want_a_human(own: IvrSettings) -> None:
    talk = calling(own, "12315").answer()
    assert talk.said == ["您好，这里是一二三一五，请讲。"]
    assert set(talk.said) <= set(prompts_needed(own))
    talk.speak("转人工")
    assert reached(talk) == ("consumer", None)
    assert talk.route is not None
    assert talk.route.say == own.dialogue.prompts.human
    other = calling(own, "12315").answer()
    other.press("0")
    assert reached(other) == ("consumer", None)
    asked = calling(own, "12315").answer()
    asked.speak("我要办执照")
    assert reached(asked) == ("enterprise", "home"), "what is wanted decides, whatever was dialled"


def test_who_dials_a_seat_s_number_is_greeted_and_asked_nothing(own: IvrSettings) -> None:
    talk = calling(own, "8712345").answer().hear_out()
    assert reached(talk) == ("enterprise", "home")
    assert talk.said[0] == "您好，企业之家。"
    assert "企业之家专席" in talk.said[1]
    assert "企业直通车（8712345）" in talk.decided[-1].reason


def test_who_dials_a_seat_s_number_in_danger_is_helped_first(own: IvrSettings) -> None:
    talk = calling(own, "8712345").answer()
    talk.speak("着火了")
    assert reached(talk) == ("emergency", "alarm")


def test_a_call_that_cannot_be_heard_goes_straight_too(own: IvrSettings) -> None:
    talk = calling(own, "8712345")
    talk.send(HearingFailed(call="c1", leg="caller", reason="broken"))
    talk.hear_out()
    assert reached(talk) == ("enterprise", "home")


@pytest.mark.parametrize(("dialled", "begun"), [("8712345", CLOSED), ("12345", OPEN), ("4008", OPEN)])
def test_other_numbers_and_closed_ones_are_met_as_ever(
    own: IvrSettings, dialled: str, begun: datetime
) -> None:
    talk = calling(own, dialled, begun).answer()
    assert talk.said == [own.dialogue.prompts.greeting]
    talk.press("4")
    assert reached(talk) == ("consumer", None)


@given(st.text(alphabet="我找转接企业之家特色农产品专席，。不要的吗 ", max_size=60))
def test_whatever_is_said_of_seats_the_conversation_goes_on(own: IvrSettings, said: str) -> None:
    talk = calling(own).answer()
    talk.speak(said)
    assert talk.route is not None or talk.timers or talk.over
