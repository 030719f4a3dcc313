"""The dialogue with the configuration that ships; its other tests have a menu of their own."""

from __future__ import annotations

import pytest

from contracts import TranscriptFinal
from contracts.dialogue import Action, Answered, Input, Route, SetTimer
from ivr import Dialogue, IvrSettings, Understanding
from ivr.dialogue.callers.screened import BlackCaller
from ivr.dialogue.prompts import several_text
from tests.unit.ivr.talk import Talk, final


@pytest.fixture
def talk(settings: IvrSettings, understanding: Understanding) -> Talk:
    return Talk(settings, understanding).answer().hear_out()


def honest(talk: Talk, text: str) -> Talk:
    """The caller says it, says yes when asked whether it is this, and answers no other question."""
    talk.speak(text).hear_out()
    if talk.asks is not None and talk.asks.topic == "confirm":
        talk.speak("对").hear_out()
    return talk.wait(60)


@pytest.mark.parametrize(
    ("text", "queue"),
    [
        ("公积金怎么提取出来", "urban"),
        ("楼上装修吵死人了", "urban"),
        ("我们小区停水了，一滴水都没有", "utilities"),
        ("我们东湖区停电了什么时候来电", "utilities"),
        ("公司拖欠我三个月工资不发", "social_security"),
        ("我家着火了", "emergency"),
        ("转人工", "general"),
        ("今天晚上吃火锅还是吃烧烤", "general"),
    ],
)
def test_a_request_reaches_its_queue(talk: Talk, text: str, queue: str) -> None:
    honest(talk, text)
    assert talk.route is not None
    assert talk.route.queue == queue


@pytest.mark.parametrize(
    ("text", "queue"),
    [
        ("天然气漏了", "emergency"),
        ("我爸没有心跳了", "emergency"),
        ("再不给我解决我就不活了", "psychological"),
        ("转人工，我家着火了", "emergency"),
    ],
)
def test_what_is_urgent_is_acted_on_from_the_partial(talk: Talk, text: str, queue: str) -> None:
    talk.start_speaking().partial(text)
    assert talk.route is not None
    assert talk.route.queue == queue


@pytest.mark.parametrize("noise", ["这件衣服好看吗", "我在开车呢等会儿再说", "那个什么来着", "你好"])
def test_what_asks_for_nothing_is_asked_about(talk: Talk, noise: str) -> None:
    talk.speak(noise)
    assert talk.route is None
    prompts = talk.settings.dialogue.prompts
    assert talk.said[-1] in (prompts.ask_again[0], prompts.go_on)


def test_who_wants_two_things_is_told(talk: Talk) -> None:
    honest(talk, "我家停水了，还有公司拖欠我三个月工资不发")
    assert talk.route is not None
    assert {talk.decided[-1].intent, *talk.decided[-1].also} == {"water_outage", "wages"}
    assert talk.said[-1] == several_text(talk.settings, talk.settings.queue(talk.route.queue))


@pytest.mark.parametrize(
    "answer", ["没有工单号", "不知道单号", "没有工单号，我第一次打", "没收到短信", "没记"]
)
def test_who_has_no_ticket_stays_with_the_queue_that_was_decided_on(talk: Talk, answer: str) -> None:
    """The words are near to sayings of other intents."""
    talk.speak("我想查一下我上次反映的那个事办得怎么样了").hear_out()
    if talk.asks is not None and talk.asks.topic == "confirm":
        talk.speak("对").hear_out()
    assert talk.asks is not None
    assert talk.asks.question == "ticket"
    talk.speak(answer)
    assert talk.route is not None
    assert talk.route.queue == "follow_up"


class Usual:
    """The conversation behind the black list, and whether it asks or helps."""

    def __init__(self, settings: IvrSettings, understanding: Understanding) -> None:
        self._machine = Dialogue(settings, understanding, "c1")
        self.begun = False
        self.actions: list[Action] = []

    def sentence(self, final: TranscriptFinal) -> str:
        return self._machine.sentence(final)

    def handle(self, event: Input, now: float) -> list[Action]:
        self.begun = True
        self.actions += (actions := self._machine.handle(event, now))
        return actions


@pytest.mark.parametrize(
    "said",
    [
        *("有人受伤", "起火", "家里起火", "有人受伤了", "我爸没有心跳了", "有人受伤、起火等紧急情况"),
        *("我有紧急情况", "我被人打了快救命"),
    ],
)
def test_the_words_that_the_black_prompt_asks_for_are_enough(
    settings: IvrSettings, understanding: Understanding, said: str
) -> None:
    usual = Usual(settings, understanding)
    black = BlackCaller(usual, settings, understanding, "c1")
    for event in (Answered(), final(said, 0)):
        black.handle(event, 0.0)
    assert usual.begun
    routes = [action for action in usual.actions if isinstance(action, Route)]
    assert [route.queue for route in routes] in ([], ["emergency"]), "or asks whether it is this"
    assert any(isinstance(action, SetTimer) for action in usual.actions)
