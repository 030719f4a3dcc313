"""What a caller is asked stands beside the words of the question: nobody has to read it out of them."""

from __future__ import annotations

import pytest

from contracts.dialogue import Asks
from ivr import IvrSettings
from tests.unit.ivr.dialogue.judge import ScriptedJudge
from tests.unit.ivr.talk import Talk

SETTINGS = IvrSettings.model_validate(
    {
        "queues": [
            {"id": "general", "name": "综合"},
            {"id": "desk", "name": "前台"},
            {"id": "urban", "name": "城管", "key": "2"},
        ],
        "questions": [
            {"id": "where", "label": "地址", "prompt": "请问在哪里？", "kind": "address", "confirm": True},
            {"id": "callback", "label": "电话", "prompt": "请问您的电话？", "kind": "phone"},
        ],
        "intents": [
            {
                "id": "garbage",
                "name": "垃圾",
                "queue": "urban",
                "confirm": "always",
                "ask": ["where", "callback"],
                "sayings": ["垃圾"],
            },
            {
                "id": "hours",
                "name": "时间",
                "queue": "desk",
                "answer": "全天有人接听。",
                "sayings": ["几点上班"],
            },
        ],
    }
)
REQUEST, CONFIRM = Asks("request"), Asks("confirm", queue="urban")


@pytest.fixture
def talk() -> Talk:
    return Talk(SETTINGS, ScriptedJudge(SETTINGS), caller="02788880000").answer().hear_out()


def test_each_question_on_the_way_to_an_agent_is_named(talk: Talk) -> None:
    asked = [talk.asks]
    for said in ("垃圾没有人收", "对", "幸福路十二号", "对", "不是"):
        talk.speak(said).hear_out()
        asked.append(talk.asks)
    assert asked == [
        REQUEST,
        CONFIRM,
        Asks("question", question="where"),
        Asks("read_back", question="where"),
        Asks("own_number", question="callback"),
        Asks("question", question="callback"),
    ]


def test_a_question_that_is_repeated_is_still_the_same(talk: Talk) -> None:
    talk.speak("垃圾没有人收").hear_out().speak("你再说一遍").hear_out()
    assert talk.asks == CONFIRM
    talk.wait(SETTINGS.dialogue.times.no_input_s).hear_out()
    assert talk.said[-1] == SETTINGS.dialogue.prompts.confirm_again
    assert talk.asks == CONFIRM


def test_who_denies_is_asked_for_the_request_again_and_then_for_a_choice(talk: Talk) -> None:
    talk.speak("垃圾没有人收").hear_out().speak("不对").hear_out()
    assert talk.asks == REQUEST
    talk.speak("嘻嘻哈哈").hear_out()
    assert talk.asks == Asks("menu")


def test_an_agent_is_offered_after_an_answer_and_nothing_is_asked_in_a_good_bye(talk: Talk) -> None:
    talk.speak("你们几点上班").hear_out()
    assert talk.asks == Asks("human", queue="desk")
    talk.speak("不用了")
    assert talk.said[-1] == SETTINGS.dialogue.prompts.goodbye
    assert talk.asks is None
