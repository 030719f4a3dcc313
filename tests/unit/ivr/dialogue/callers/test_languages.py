"""The choice of a language: by key, by asking for it, by being offered it; and who serves it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as examples

from contracts import KeyPressed, SpeechStarted
from contracts.dialogue import Input
from ivr import Dialogue, IvrSettings, Languages, LanguageSettings, prompts_needed
from ivr.dialogue.prompts import menu_text
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk, final


class Heard(LanguageSettings):
    """With a recogniser."""

    @property
    def heard(self) -> bool:
        return True


CANTONESE = Heard(
    id="yue",
    name="粤语",
    key="*",
    words=("粤语", "广东话", "白话"),
    greeting="你好，请讲。",
    offer="讲粤语请按星号键。",
    signs=("唔该", "嘅", "系咪"),
)
ENGLISH = LanguageSettings(id="en", name="英语", key="#", words=("英文", "English"), queue="foreign")


@pytest.fixture(scope="module")
def with_languages(settings: IvrSettings) -> Callable[..., IvrSettings]:
    def make(*languages: LanguageSettings) -> IvrSettings:
        return settings.model_copy(update={"languages": languages})

    return make


@pytest.fixture
def talk(with_languages: Callable[..., IvrSettings], understanding: Judge) -> Talk:
    return Talk(with_languages(CANTONESE, ENGLISH), understanding).answer()


@pytest.fixture
def owned(with_languages: Callable[..., IvrSettings], understanding: Judge) -> Talk:
    """Cantonese has agents of its own."""
    cantonese = CANTONESE.model_copy(update={"queue": "tourism"})
    return Talk(with_languages(cantonese), understanding).answer()


def test_a_key_chooses_and_the_request_is_heard_in_that_language(talk: Talk) -> None:
    talk.wait(1).press("*")
    assert talk.language == "yue"
    assert talk.said[-1] == "你好，请讲。"
    assert talk.stopped == 1
    assert "粤语" in talk.decided[-1].reason
    talk.hear_out().speak("公积金怎么提取")
    assert talk.route is not None
    assert talk.route.queue == "urban"


@pytest.mark.parametrize(
    "text", ["粤语", "我想讲广东话", "请问可以讲白话吗", "能不能用粤语服务", "转粤语客服", "月雨"]
)
def test_asking_for_it_chooses_it(talk: Talk, text: str) -> None:
    talk.hear_out().speak(text)
    assert talk.language == "yue"
    assert not talk.over


@pytest.mark.parametrize("text", ["楼上天天放粤语歌吵死人了", "粤语电视台收不到", "我要办公积金", "普通话"])
def test_talking_about_it_does_not(talk: Talk, text: str) -> None:
    talk.hear_out().speak(text)
    assert talk.language is None


def test_a_language_nobody_can_hear_is_served_by_its_people(talk: Talk) -> None:
    talk.hear_out().speak("请讲 English")
    assert talk.route is not None
    assert talk.route.queue == "foreign"
    assert "英语" in talk.decided[-1].reason


def test_a_missing_model_leads_to_people_too(
    with_languages: Callable[..., IvrSettings], understanding: Judge
) -> None:
    settings = with_languages(CANTONESE, ENGLISH)
    languages = Languages(settings.languages, understanding.normaliser, usable=())
    machine = Dialogue(settings, understanding, "c1", languages)
    talk = Talk(settings, understanding, machine=machine).answer().press("*")
    assert talk.language is None
    assert talk.route is not None
    assert talk.route.queue == settings.dialogue.human_queue


def test_when_nothing_can_be_heard_the_key_leads_to_people(talk: Talk) -> None:
    talk.hear_out().fail_hearing()
    assert "粤语请按星号键" in talk.said[-1]
    talk.press("*")
    assert talk.route is not None
    assert talk.route.queue == "general"


def test_a_language_s_agents_take_its_callers(owned: Talk) -> None:
    owned.press("*").hear_out().speak("公积金怎么提取")
    assert owned.route is not None
    assert owned.route.queue == "tourism"
    assert owned.decided[-1].queue == "tourism"


def test_its_agents_are_its_humans(owned: Talk) -> None:
    owned.press("*").hear_out().speak("转人工")
    assert owned.route is not None
    assert owned.route.queue == "tourism"


def test_in_danger_the_right_help_goes_first(owned: Talk) -> None:
    owned.press("*").hear_out().speak("我家着火了")
    assert owned.route is not None
    assert owned.route.queue == "emergency"


def test_it_is_offered_once_where_it_seems_spoken(talk: Talk) -> None:
    talk.hear_out().speak("唔该，今天晚上吃什么呢")
    assert talk.said.count("讲粤语请按星号键。") == 1
    talk.hear_out().press("*")
    assert talk.language == "yue"


def test_it_is_not_offered_without_a_sign(talk: Talk) -> None:
    talk.hear_out().speak("今天晚上吃什么呢")
    assert talk.said[-1] in talk.settings.dialogue.prompts.ask_again
    assert "讲粤语请按星号键。" not in talk.said


def test_it_is_not_offered_to_those_who_are_handed_over(talk: Talk) -> None:
    talk.hear_out()
    for _ in range(10):
        if talk.over:
            break
        last = talk.phrases is not None  # the menu has been read out: who is not understood now gets a human
        talk.speak("唔该，今天晚上吃什么呢" if last else "今天晚上吃什么呢").hear_out()
    assert talk.decided[-1].outcome == "handover"
    assert "讲粤语请按星号键。" not in talk.said


def test_what_was_said_before_in_another_language_counts_no_more(talk: Talk) -> None:
    talk.hear_out().speak("今天晚上吃火锅还是吃烧烤").hear_out().press("*").hear_out().speak("这件衣服好看吗")
    assert talk.decided[-1].heard == "这件衣服好看吗"


def test_it_is_not_offered_to_those_who_cannot_be_heard(talk: Talk) -> None:
    talk.hear_out().fail_hearing().hear_out().speak("唔该，今天晚上吃什么呢")
    assert talk.decided[-1].outcome == "ask_again"
    assert "讲粤语请按星号键。" not in talk.said


def test_without_signs_it_is_offered_to_whoever_was_not_understood(
    with_languages: Callable[..., IvrSettings], understanding: Judge
) -> None:
    cantonese = CANTONESE.model_copy(update={"signs": ()})
    talk = Talk(with_languages(cantonese), understanding).answer().hear_out()
    talk.speak("今天晚上吃什么呢")
    assert talk.said[-1] == "讲粤语请按星号键。"


def test_beside_a_menu_s_choices_the_languages_are_listened_for(talk: Talk) -> None:
    talk.hear_out()
    for _ in range(talk.settings.dialogue.max_failures):
        talk.speak("今天晚上吃什么呢").hear_out()
    assert talk.phrases is not None
    assert {"粤语", "English"} < set(talk.phrases)
    talk.speak("粤语")
    assert talk.language == "yue"
    assert talk.phrases is None


def test_what_it_says_can_be_recorded(with_languages: Callable[..., IvrSettings]) -> None:
    settings = with_languages(CANTONESE, ENGLISH)
    assert {"你好，请讲。", "讲粤语请按星号键。", menu_text(settings)} <= set(prompts_needed(settings))
    assert "英语请按井号键，" in menu_text(settings)


@pytest.mark.parametrize(
    ("language", "where", "said"),
    [
        ({"id": "yue", "name": "粤语"}, ("languages", 0, "key"), "无法选择"),
        ({"id": "yue", "name": "粤语", "key": "1"}, ("languages", 0, "key"), "按键 1 已经给了"),
        ({"id": "yue", "name": "粤语", "key": "*", "queue": "x"}, ("languages", 0, "queue"), "没有名为"),
        ({"id": "yue", "name": "粤语", "key": "**"}, ("languages", 0, "key"), "pattern"),
    ],
)
def test_mistakes_are_named(
    settings: IvrSettings, language: dict[str, str], where: tuple[object, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said) as error:
        IvrSettings.model_validate({**settings.model_dump(), "languages": [language]})
    assert where in [one["loc"] for one in error.value.errors()]


TURNS: strategies.SearchStrategy[list[tuple[float, Input]]] = strategies.lists(
    strategies.tuples(
        strategies.floats(0, 4),
        strategies.one_of(
            strategies.builds(
                lambda digit: KeyPressed(call="c1", digit=digit), strategies.sampled_from("*#2")
            ),
            strategies.just(SpeechStarted(call="c1", leg="caller", audio_ms=0)),
            strategies.builds(
                lambda number, text: final(text, number),
                strategies.integers(0, 8),
                strategies.sampled_from(["粤语", "普通话", "上海话", "对", "公积金怎么提取", "唔该"]),
            ),
        ),
    ),
    max_size=30,
)


@given(steps=TURNS)
@examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_conversation_still_ends(
    steps: list[tuple[float, Input]],
    with_languages: Callable[..., IvrSettings],
    understanding: Judge,
) -> None:
    shanghai = Heard(id="wu", name="上海话", words=("上海话",))
    talk = Talk(with_languages(CANTONESE, shanghai), understanding).answer()
    for seconds, event in steps:
        talk.wait(seconds)
        if talk.over:
            return
        talk.send(event)
    if not talk.over:
        assert talk.timers
    talk.wait(300)
    assert talk.over
