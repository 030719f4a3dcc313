"""Callers who need time."""

from __future__ import annotations

import pytest

from ivr import IvrSettings
from ivr.dialogue.prompts import (
    menu_pieces,
    menu_text,
    prompts_needed,
    slow_prompts_needed,
    spoken_menu_pieces,
    spoken_menu_text,
)
from ivr.settings.callers.elder import ElderSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk

SURE = "公积金怎么提取出来"
STRANGE = "今天晚上吃火锅还是吃烧烤"


@pytest.fixture
def talk(settings: IvrSettings, understanding: Judge) -> Talk:
    intents = tuple(one.model_copy(update={"ask": (), "answer": None}) for one in settings.intents)
    plain = settings.model_copy(update={"intents": intents, "elder": ElderSettings()})
    return Talk(plain, understanding).answer().hear_out()


@pytest.mark.parametrize("plea", ["你说慢点", "我听不清啊", "我年纪大了", "喂，我耳朵不好，你慢慢说"])
def test_the_last_sentence_is_said_again_slowly(talk: Talk, settings: IvrSettings, plea: str) -> None:
    talk.speak(plea)
    assert talk.said[-2:] == [settings.dialogue.prompts.elder, settings.dialogue.prompts.greeting]
    assert talk.slow[-2:] == [True, True]
    assert talk.pace == "slow"
    assert talk.route is None


def test_everything_after_it_is_slow(talk: Talk) -> None:
    talk.speak("你说慢点").hear_out().speak(STRANGE)
    assert talk.slow[-1]
    assert talk.pace == "slow"


def test_a_request_in_the_same_breath_is_taken(talk: Talk) -> None:
    talk.speak(f"我年纪大了，{SURE}")
    assert talk.route is not None
    assert talk.decided[-1].intent == "housing_fund"


def test_an_emergency_is_not_slowed_down(talk: Talk) -> None:
    talk.speak("我听不清，我家着火了")
    assert talk.route is not None
    assert talk.route.queue == "emergency"


def test_the_question_at_hand_stays(settings: IvrSettings, understanding: Judge) -> None:
    cautious = settings.dialogue.model_copy(update={"route_at": 0.999, "confirm_at": 0.4})
    talk = Talk(settings.model_copy(update={"dialogue": cautious}), understanding).answer()
    talk.hear_out().speak("楼上装修吵死人了").hear_out().speak("你说什么，我听不清")
    assert talk.said[-1] == "您是要反映施工噪声，对吗？"
    talk.hear_out().speak("我耳朵不好，对")
    assert talk.decided[-1].intent == "noise_construction"
    assert "已确认" in talk.decided[-1].reason


def test_such_callers_have_longer_to_answer(talk: Talk, settings: IvrSettings) -> None:
    talk.speak("你说慢点").hear_out()
    said = len(talk.said)
    talk.wait(settings.dialogue.times.no_input_s + 1)
    assert len(talk.said) == said
    talk.wait(settings.dialogue.times.no_input_s)
    assert len(talk.said) == said + 1


def test_asking_for_it_again_and_again_ends_with_a_human(talk: Talk) -> None:
    for _ in range(5):
        if not talk.over:
            talk.speak("听不清").hear_out()
    assert talk.route is not None


def test_the_spoken_menu_comes_in_pieces_humans_first(talk: Talk, settings: IvrSettings) -> None:
    talk.speak("你说慢点").hear_out().speak(STRANGE).hear_out().speak(STRANGE)
    pieces = spoken_menu_pieces(settings)
    assert len(pieces) > 1
    assert talk.said[-1] == pieces[0]
    assert "转人工" in pieces[0]
    assert talk.phrases
    talk.wait(300)
    assert talk.said[-len(pieces) :] == pieces
    assert talk.route is not None


def test_a_menu_that_was_too_fast_is_read_again_in_pieces(talk: Talk, settings: IvrSettings) -> None:
    talk.speak(STRANGE).hear_out().speak(STRANGE).hear_out()
    assert talk.said[-1] == spoken_menu_text(settings)
    talk.speak("你说慢点")
    assert talk.said[-1] == spoken_menu_pieces(settings)[0]


def test_the_menu_of_keys_comes_in_pieces_humans_first(talk: Talk, settings: IvrSettings) -> None:
    talk.speak("你说慢点").hear_out().fail_hearing()
    pieces = menu_pieces(settings)
    assert talk.said[-1] == pieces[0]
    assert pieces[0].startswith("找人工请按零。")
    assert all(piece.count("请按") <= 5 for piece in pieces)
    talk.wait(300)
    assert talk.said[-len(pieces) :] == pieces


def test_a_key_asks_for_it(settings: IvrSettings, understanding: Judge) -> None:
    changed = settings.model_copy(update={"elder": ElderSettings(key="*")})
    talk = Talk(changed, understanding).answer().hear_out().press("*")
    assert talk.said[-2:] == [settings.dialogue.prompts.elder, settings.dialogue.prompts.greeting]
    assert "慢速服务请按星号键" in menu_text(changed)
    assert "慢速服务" not in menu_text(settings)


def test_it_can_be_switched_off(settings: IvrSettings, understanding: Judge) -> None:
    changed = settings.model_copy(update={"elder": ElderSettings(enabled=False, key="*")})
    talk = Talk(changed, understanding).answer().hear_out().speak("你说慢点")
    assert not any(talk.slow)
    assert slow_prompts_needed(changed) == []


def test_what_is_said_slowly_is_made_before(settings: IvrSettings) -> None:
    needed = set(slow_prompts_needed(settings))
    assert set(prompts_needed(settings)) <= needed
    assert {*menu_pieces(settings), *spoken_menu_pieces(settings), settings.dialogue.prompts.elder} <= needed
    assert spoken_menu_text(settings) in needed
