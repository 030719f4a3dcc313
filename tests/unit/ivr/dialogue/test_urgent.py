"""At every stage an emergency and the wish for a human are acted on, also when only the final has them."""

from __future__ import annotations

import pytest

from ivr import IvrSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk

STRANGE = "今天晚上吃火锅还是吃烧烤"
STRANGER = "这件衣服好看吗"
UNSURE = "楼上装修吵死人了"


@pytest.fixture
def talk(settings: IvrSettings, understanding: Judge) -> Talk:
    return Talk(settings, understanding).answer().hear_out()


def cautious(settings: IvrSettings, understanding: Judge) -> Talk:
    """A caller who is asked whether it is this, whatever they say."""
    dialogue = settings.dialogue.model_copy(update={"route_at": 0.999, "confirm_at": 0.4})
    return Talk(settings.model_copy(update={"dialogue": dialogue}), understanding).answer().hear_out()


@pytest.mark.parametrize(
    ("said", "queue"),
    [("天然气漏了", "emergency"), ("我要转人工", "general"), ("我爸没有心跳了", "emergency")],
)
def test_at_the_spoken_menu(talk: Talk, said: str, queue: str) -> None:
    talk.speak(STRANGE).hear_out().speak(STRANGER).hear_out()
    assert talk.phrases is not None
    talk.start_speaking().final(said)
    assert talk.route is not None
    assert talk.route.queue == queue
    assert talk.decided[-1].outcome == "route"


@pytest.mark.parametrize(("said", "queue"), [("我家着火了", "emergency"), ("转人工", "general")])
def test_after_the_last_failure_at_a_question(
    settings: IvrSettings, understanding: Judge, said: str, queue: str
) -> None:
    talk = cautious(settings, understanding)
    talk.speak(UNSURE).hear_out()
    for correction in ("我要查公积金", UNSURE):  # as often as failures are allowed
        talk.speak(correction).hear_out()
    assert talk.said[-1] == "您是要反映施工噪声，对吗？"
    talk.start_speaking().final(said)
    assert talk.route is not None
    assert talk.route.queue == queue
    assert talk.decided[-1].outcome == "route"


def test_of_what_was_denied_before(settings: IvrSettings, understanding: Judge) -> None:
    talk = cautious(settings, understanding)
    talk.speak("家里起火").hear_out()
    assert talk.decided[-1].outcome == "confirm"
    talk.speak("不对").hear_out().start_speaking().final("我家着火了")
    assert talk.route is not None
    assert talk.route.queue == "emergency"


def test_together_with_a_wish_for_time(talk: Talk, settings: IvrSettings) -> None:
    talk.start_speaking().final(f"{settings.elder.words[0]}，我家着火了")
    assert talk.route is not None
    assert talk.route.queue == "emergency"


def test_in_a_partial_that_was_not_finished(talk: Talk) -> None:
    talk.start_speaking().partial("我家着火了快")
    assert talk.route is not None
    assert talk.route.queue == "emergency"


def test_what_is_told_beside_it_is_kept_for_the_agent(talk: Talk) -> None:
    talk.start_speaking().final(f"我家着火了，又{UNSURE}")
    assert talk.route is not None
    assert talk.route.queue == "emergency"
    assert talk.decided[-1].also == ("noise_construction",)
