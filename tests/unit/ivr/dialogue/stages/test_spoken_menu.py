"""The menu that is spoken when open questions failed, at virtual time."""

from __future__ import annotations

import pytest

from ivr import IvrSettings
from ivr.dialogue.prompts import prompts_needed, spoken_menu_text
from ivr.dialogue.stages.needs.spoken_menu import SpokenMenu
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk

STRANGE = "今天晚上吃火锅还是吃烧烤"
STRANGER = "这件衣服好看吗"
UNSURE = "楼上装修吵死人了"


@pytest.fixture
def talk(settings: IvrSettings, understanding: Judge) -> Talk:
    return Talk(settings, understanding).answer()


@pytest.fixture
def offered(talk: Talk) -> Talk:
    """A caller who was not understood twice, and hears the menu."""
    talk.hear_out().speak(STRANGE).hear_out()
    assert talk.phrases is None, "open questions listen to everything"
    talk.speak(STRANGER)
    return talk


def changed(settings: IvrSettings, **spoken_menu: object) -> IvrSettings:
    menu = settings.dialogue.spoken_menu.model_copy(update=spoken_menu)
    dialogue = settings.dialogue.model_copy(update={"spoken_menu": menu})
    return settings.model_copy(update={"dialogue": dialogue})


def test_two_requests_that_fit_nothing_lead_to_the_menu(offered: Talk, settings: IvrSettings) -> None:
    assert offered.said[1] == settings.dialogue.prompts.ask_again[0]
    assert offered.said[-1] == spoken_menu_text(settings)
    assert "水电气暖、城市管理、社会保障" in offered.said[-1]
    assert "转人工" in offered.said[-1]
    assert offered.decided[-1].outcome == "ask_again"
    assert "念出选项" in offered.decided[-1].reason
    assert offered.phrases is not None
    assert {"水电气暖", "城市管理", "转人工", "重听"} <= set(offered.phrases)


def test_its_phrases_are_few_and_long_enough_to_be_told_from_other_talk(offered: Talk) -> None:
    assert offered.phrases is not None
    assert len(set(offered.phrases)) == len(offered.phrases) < 200
    assert min(map(len, offered.phrases)) >= 2


@pytest.mark.parametrize(
    ("said", "queue"),
    [("水电气暖", "utilities"), ("成是管理", "urban"), ("我要法律咨询", "legal"), ("公安", "police")],
)
def test_a_phrase_is_routed_without_a_question(offered: Talk, said: str, queue: str) -> None:
    offered.hear_out().speak(said)
    assert offered.route is not None
    assert offered.route.queue == queue
    assert offered.decided[-1].outcome == "route"
    assert "选项" in offered.decided[-1].reason
    assert offered.decided[-1].score == pytest.approx(0.9)


def test_the_menu_can_be_interrupted(offered: Talk) -> None:
    offered.wait(0.5).speak("社会保障")
    assert offered.stopped > 0
    assert offered.route is not None
    assert offered.route.queue == "social_security"


@pytest.mark.parametrize("said", ["", STRANGE])
def test_what_is_rejected_leads_to_a_human(offered: Talk, settings: IvrSettings, said: str) -> None:
    offered.hear_out().speak(said)
    assert offered.route is not None
    assert offered.route.queue == "general"
    assert offered.route.say == settings.dialogue.prompts.handover
    assert offered.decided[-1].outcome == "handover"


def test_a_phrase_that_was_hardly_heard_leads_to_a_human(offered: Talk) -> None:
    offered.hear_out().speak("水电气暖", confidence=0.3)
    assert offered.route is not None
    assert offered.route.queue == "general"


def test_silence_after_the_menu_leads_to_a_human(offered: Talk, settings: IvrSettings) -> None:
    said = len(offered.said)
    offered.hear_out()
    offered.wait(settings.dialogue.times.no_key_s)
    assert len(offered.said) == said
    assert offered.route is not None
    assert offered.route.queue == "general"


def test_to_hear_it_again_is_granted_but_not_for_ever(offered: Talk) -> None:
    menu = offered.said[-1]
    offered.hear_out().speak("重听")
    assert offered.said[-1] == menu
    for _ in range(3):
        if not offered.over:
            offered.hear_out().speak("重听")
    assert offered.route is not None
    assert offered.route.queue == "general"


def test_a_human_is_reached_while_it_is_said(offered: Talk, settings: IvrSettings) -> None:
    offered.speak("转人工")
    assert offered.route is not None
    assert offered.route.say == settings.dialogue.prompts.human


@pytest.mark.parametrize(("key", "queue"), [("3", "social_security"), ("0", "general")])
def test_keys_work_under_it(offered: Talk, key: str, queue: str) -> None:
    offered.press(key)
    assert offered.route is not None
    assert offered.route.queue == queue


def test_a_recogniser_that_cannot_be_limited_may_bring_the_whole_request(offered: Talk) -> None:
    offered.hear_out().speak(UNSURE)
    assert offered.decided[-1].intent == "noise_construction"
    assert offered.over or offered.phrases is None, "the question after it listens to everything"


def test_hearing_that_fails_under_it_leaves_the_keys(offered: Talk, settings: IvrSettings) -> None:
    offered.hear_out().fail_hearing()
    assert offered.said[-2] == settings.dialogue.prompts.trouble
    offered.hear_out().press("1")
    assert offered.route is not None
    assert offered.route.queue == "utilities"


def test_a_denied_request_that_was_hardly_heard_leads_to_it_at_once(
    settings: IvrSettings, understanding: Judge
) -> None:
    cautious = settings.dialogue.model_copy(update={"route_at": 0.999, "confirm_at": 0.3})
    talk = Talk(settings.model_copy(update={"dialogue": cautious}), understanding).answer()
    talk.hear_out().speak(UNSURE, confidence=0.4)
    assert talk.said[-1].startswith("您是要")
    assert talk.phrases is None, "the answer to a question may be a whole sentence"
    talk.hear_out().speak("不是")
    assert talk.said[-1] == spoken_menu_text(settings)


def test_it_can_be_switched_off(settings: IvrSettings, understanding: Judge) -> None:
    talk = Talk(changed(settings, enabled=False), understanding).answer()
    talk.hear_out().speak(STRANGE).hear_out().speak(STRANGER)
    assert talk.route is not None
    assert talk.route.queue == "general"
    assert talk.phrases is None


def test_words_of_queues_and_intents_choose_them(settings: IvrSettings, understanding: Judge) -> None:
    queues = tuple(
        queue.model_copy(update={"menu_words": ("自来水公司",)}) if queue.id == "utilities" else queue
        for queue in settings.queues
    )
    intents = tuple(
        intent.model_copy(update={"menu_words": ("路灯",)}) if intent.id == "noise_construction" else intent
        for intent in settings.intents
    )
    menu = SpokenMenu(
        settings.model_copy(update={"queues": queues, "intents": intents}), understanding.normaliser
    )
    assert {"自来水公司", "路灯"} <= set(menu.phrases)
    choice = menu.chosen("自来水公司")
    assert choice is not None
    assert (choice.queue, choice.intent) == ("utilities", None)
    choice = menu.chosen("路灯坏了")
    assert choice is not None
    assert (choice.queue, choice.intent) == ("urban", "noise_construction")
    assert menu.chosen("") is None


def test_its_sentence_is_recorded_before_it_is_needed(settings: IvrSettings) -> None:
    assert spoken_menu_text(settings) in prompts_needed(settings)
    assert spoken_menu_text(settings) not in prompts_needed(changed(settings, enabled=False))
