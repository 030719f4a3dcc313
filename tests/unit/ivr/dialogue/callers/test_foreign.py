"""Callers who speak no Chinese are put through to who speaks their language; those in danger before all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from ivr import IvrSettings, LanguageSettings, no_agent_text, position_text, prompts_needed
from ivr.dialogue.callers.screened import BlackCaller
from ivr.settings.callers.foreign import ForeignSettings
from ivr.settings.intents.intents import IntentSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.callers.test_languages import CANTONESE
from tests.unit.ivr.dialogue.judge import ScriptedJudge
from tests.unit.ivr.talk import Talk, final

ENGLISH = "where can I renew my residence permit"
FOREIGN = ForeignSettings(
    intent="abroad",
    danger={"fire": ("fire", "smell gas"), "injury": ("ambulance",)},
    cries={"injury": ("help", "help me")},
    calm=("fire drill",),
)

NewTalk = Callable[..., Talk]


@pytest.fixture(scope="module")
def served(settings: IvrSettings) -> IvrSettings:
    """With an intent of those who speak no Chinese."""
    abroad = IntentSettings(id="abroad", name="外语服务", queue="foreign", sayings=("外国人",))
    update = {"intents": (*settings.intents, abroad), "foreign_speakers": FOREIGN}
    return settings.model_copy(update=update)


@pytest.fixture(scope="module")
def judge(served: IvrSettings) -> Judge:
    return ScriptedJudge(served)


@pytest.fixture
def talk(served: IvrSettings, judge: Judge) -> NewTalk:
    def new(**update: Any) -> Talk:
        return Talk(served.model_copy(update=update), judge).answer().hear_out()

    return new


def told(talk: Talk, text: str, language: str = "", confidence: float = 0.0, utterance: int = 0) -> Talk:
    """The second pass says that, and what it takes it for."""
    heard = {"language": language, "language_confidence": confidence}
    talk.send(final(text, utterance).model_copy(update=heard))
    return talk


def queue(talk: Talk) -> str | None:
    return talk.route.queue if talk.route is not None else None


@pytest.mark.parametrize(("language", "confidence"), [("", 0.0), ("en", 0.45)])
def test_english_is_told_by_its_letters_and_by_the_second_pass(
    talk: NewTalk, language: str, confidence: float
) -> None:
    caller = told(talk(), ENGLISH, language, confidence)
    assert queue(caller) == "foreign"
    decided = caller.decided[-1]
    assert (decided.outcome, decided.intent, decided.language) == ("route", "abroad", "en")
    assert decided.heard == ENGLISH
    assert "英语" in decided.reason


def test_they_are_told_so_in_english(talk: NewTalk) -> None:
    caller = told(talk(), ENGLISH)
    assert caller.route is not None
    assert caller.route.say == FOREIGN.prompt
    assert caller.route.foreign


def test_who_speaks_chinese_waits_in_chinese(talk: NewTalk) -> None:
    caller = told(talk(), "我要转人工")
    assert caller.route is not None
    assert not caller.route.foreign


def test_what_they_hear_while_they_wait_is_english(served: IvrSettings) -> None:
    said = [position_text(served, ahead, foreign=True) for ahead in (0, 1, 10, 11)]
    said.append(no_agent_text(served, foreign=True))
    assert said[1].startswith("Callers ahead of you: one")
    assert said[2].startswith("Callers ahead of you: ten")
    assert len(set(said)) == 5
    assert set(said) <= set(prompts_needed(served))
    assert not any("\u4e00" <= letter <= "\u9fff" for text in said for letter in text)


def test_any_other_language_that_is_sure_goes_there_too(talk: NewTalk) -> None:
    assert queue(told(talk(), "ขอต่อวีซ่าที่ไหนได้บ้าง")) == "foreign"
    assert queue(told(talk(), "je voudrais renouveler mon visa", "fr", 0.9)) == "foreign"


def test_a_language_with_agents_of_its_own_has_its_queue(talk: NewTalk) -> None:
    french = LanguageSettings(id="fr", name="法语", words=("法语",), queue="tourism")
    caller = told(talk(languages=(french,)), "je voudrais renouveler mon visa", "fr", 0.9)
    assert queue(caller) == "tourism"


@pytest.mark.parametrize(
    ("text", "language", "confidence"),
    [
        ("hello", "en", 1.0),
        ("OK", "", 0.0),
        ("hello hello hello", "en", 0.99),
        ("OK thank you bye bye", "en", 0.99),
        ("yes yes no no", "en", 0.99),
        (ENGLISH, "en", 0.35),
        ("je voudrais renouveler mon visa", "fr", 0.7),
        ("我要查公积金", "en", 0.9),
        ("我要查公积金", "zh", 1.0),
        ("我要查公积金", "yue", 1.0),
        ("那个什么东西那个什么", "zh", 0.99),
        ("那个什么东西那个什么", "ko", 0.7),
    ],
)
def test_little_or_unsure_or_chinese_is_not_enough(
    talk: NewTalk, text: str, language: str, confidence: float
) -> None:
    caller = told(talk(), text, language, confidence)
    assert queue(caller) != "foreign"
    assert all(one.intent != "abroad" for one in caller.decided)


def test_hello_is_answered_like_any_greeting(talk: NewTalk, settings: IvrSettings) -> None:
    assert told(talk(), "hello hello", "en", 0.99).said[-1] == settings.dialogue.prompts.go_on


def test_ok_confirms(talk: NewTalk, settings: IvrSettings) -> None:
    caller = talk(dialogue=settings.dialogue.model_copy(update={"route_at": 1.0}))
    caller.speak("我要查公积金").hear_out()
    assert queue(told(caller, "OK", "en", 0.9, 1)) == "urban"


def test_near_certainty_goes_before_words_that_may_be_chinese(talk: NewTalk) -> None:
    assert queue(told(talk(), "我要查公积金", "en", 0.99)) == "foreign"
    assert queue(told(talk(), "那个什么东西那个什么", "en", 0.85)) == "foreign"


def test_a_later_sentence_counts_when_nothing_was_understood_before(talk: NewTalk) -> None:
    caller = told(talk(), "那个什么东西", utterance=0).hear_out()
    assert queue(told(caller, ENGLISH, "en", 0.85, 1)) == "foreign"


def test_a_guess_that_the_caller_has_not_confirmed_is_not_understood(
    talk: NewTalk, settings: IvrSettings
) -> None:
    """A recogniser of Chinese may make a request of English."""
    caller = talk(dialogue=settings.dialogue.model_copy(update={"route_at": 1.0}))
    told(caller, "我要查公积金", "en", 0.6).hear_out()
    assert caller.asks is not None
    assert caller.asks.topic == "confirm"
    assert queue(told(caller, ENGLISH, "en", 0.85, 1)) == "foreign"


def test_who_was_understood_in_chinese_stays(talk: NewTalk, served: IvrSettings) -> None:
    """They are asked for their address, and it has an English name."""
    asked = tuple(
        one.model_copy(update={"ask": ("where",)}) if one.id == "housing_fund" else one
        for one in served.intents
    )
    question = {"id": "where", "label": "地址", "prompt": "请问在哪里？", "kind": "address"}
    questions = IvrSettings.model_validate(
        {
            "queues": [{"id": "x", "name": "x"}, {"id": "general", "name": "y"}],
            "intents": [{"id": "x", "name": "x", "queue": "x", "sayings": ["x"]}],
            "questions": [question],
        }
    ).questions
    caller = talk(intents=asked, questions=questions)
    told(caller, "我要查公积金", "zh", 0.99).hear_out()
    assert caller.asks is not None
    assert caller.asks.question == "where"
    told(caller, "Hilton Garden Inn Optics Valley Plaza", "en", 0.99, 1).wait(60)
    assert queue(caller) == "urban"


# --- danger ---


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("there is a fire in my kitchen", "fire"),
        ("Fire!", "fire"),
        ("I can smell gas everywhere", "fire"),
        ("ambulance", "injury"),
        ("Help! Help me!", "injury"),
    ],
)
@pytest.mark.parametrize("language", ["en", "", "zh"])
def test_danger_goes_to_the_emergency_queue(talk: NewTalk, text: str, intent: str, language: str) -> None:
    caller = told(talk(), text, language, 0.5)
    assert queue(caller) == "emergency"
    decided = caller.decided[-1]
    assert (decided.intent, decided.language, decided.heard) == (intent, "en", text)
    assert "英语" in decided.reason
    assert caller.route is not None
    assert caller.route.say == FOREIGN.urgent


@pytest.mark.parametrize("text", ["we have a fire drill tomorrow at school", "can you help me find a doctor"])
def test_such_a_word_may_be_calm(talk: NewTalk, text: str) -> None:
    assert queue(told(talk(), text)) == "foreign"


def test_words_are_whole(talk: NewTalk) -> None:
    assert queue(told(talk(), "I was fired by my company last week")) == "foreign"


def test_english_words_in_a_chinese_sentence_are_no_alarm(talk: NewTalk) -> None:
    caller = told(talk(), "我在help网站上查公积金")
    assert queue(caller) == "urban"


def test_an_aside_in_english_does_nothing(talk: NewTalk) -> None:
    caller = talk().overhear("there is a fire in the kitchen")
    assert queue(caller) is None


def test_on_the_black_list_danger_counts_in_english_too(served: IvrSettings, judge: Judge) -> None:
    usual = Talk(served, judge)
    caller = Talk(served, judge, machine=BlackCaller(usual.machine, served, judge, "c1")).answer()
    assert queue(told(caller, "please send an ambulance")) == "emergency"


# --- Cantonese ---


def test_cantonese_is_heard_by_its_recogniser_when_that_is_sure(talk: NewTalk) -> None:
    caller = told(talk(languages=(CANTONESE,)), "那个什么东西", "yue", 0.99)
    assert caller.language == "yue"
    assert caller.decided[-1].language == "yue"


def test_what_was_understood_need_not_be_said_again(talk: NewTalk) -> None:
    assert queue(told(talk(languages=(CANTONESE,)), "我要查公积金", "yue", 0.99)) == "urban"


def test_less_sure_it_is_offered(talk: NewTalk) -> None:
    caller = told(talk(languages=(CANTONESE,)), "那个什么东西", "yue", 0.85)
    assert caller.language is None
    assert caller.said[-1] == CANTONESE.offer


def test_without_a_recogniser_it_is_read_as_chinese(talk: NewTalk) -> None:
    caller = told(talk(), "我要查公积金", "yue", 0.99)
    assert (queue(caller), caller.language) == ("urban", None)


# --- settings ---


def test_what_they_hear_can_be_recorded(served: IvrSettings, settings: IvrSettings) -> None:
    spoken = {FOREIGN.prompt, FOREIGN.closed, FOREIGN.urgent}
    assert spoken <= set(prompts_needed(served))
    assert not spoken & set(prompts_needed(settings))


def test_without_an_intent_nobody_is_put_through_for_their_language(
    settings: IvrSettings, understanding: Judge
) -> None:
    caller = Talk(settings, understanding).answer().hear_out()
    told(caller, ENGLISH, "en", 0.99)
    assert caller.route is None
    assert caller.said[-1] == settings.dialogue.prompts.ask_again[0]


@pytest.mark.parametrize(
    ("foreign", "place"),
    [
        ({"intent": "nobody"}, ("foreign_speakers", "intent")),
        ({"danger": {"nobody": ["fire"]}}, ("foreign_speakers", "danger", "nobody")),
        ({"cries": {"dining": ["help"]}}, ("foreign_speakers", "cries", "dining")),
    ],
)
def test_intents_that_are_not_there_are_named(
    settings: IvrSettings, foreign: dict[str, Any], place: tuple[str, ...]
) -> None:
    with pytest.raises(ValidationError) as error:
        IvrSettings.model_validate({**settings.model_dump(), "foreign_speakers": foreign})
    assert [one["loc"] for one in error.value.errors()] == [place]
