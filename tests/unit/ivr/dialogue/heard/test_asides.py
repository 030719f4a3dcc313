"""What somebody else says behind a caller is as if nobody had spoken."""

from __future__ import annotations

import pytest

from contracts.dialogue import Asks
from ivr import IvrSettings
from ivr.dialogue.callers.screened import BlackCaller
from ivr.dialogue.dialogue import NOISY
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import PROMPT_S, Talk

REQUEST = "我要查公积金"
FIRE = "家里着火了快来人"


@pytest.fixture
def talk(settings: IvrSettings, understanding: Judge) -> Talk:
    return Talk(settings, understanding).answer()


def test_it_routes_nowhere_and_is_never_urgent(talk: Talk) -> None:
    for said in (REQUEST, FIRE, "转人工", "再见"):
        talk.hear_out().overhear(said)
    assert talk.decided == []
    assert not talk.over


def test_it_does_not_confirm(settings: IvrSettings, understanding: Judge) -> None:
    sure = settings.dialogue.model_copy(update={"route_at": 1.0})
    talk = Talk(settings.model_copy(update={"dialogue": sure}), understanding).answer()
    talk.hear_out().speak(REQUEST).hear_out()
    assert talk.asks == Asks("confirm", queue="urban")
    talk.overhear("对")
    assert talk.route is None
    assert talk.asks == Asks("confirm", queue="urban")


def test_the_silence_lasts_as_long_as_without_it(talk: Talk, settings: IvrSettings) -> None:
    no_input_s = settings.dialogue.times.no_input_s
    said = len(talk.hear_out().said)
    talk.wait(no_input_s / 2).overhear("关了没有", seconds=0.5).wait(no_input_s / 2 - 0.6)
    assert len(talk.said) == said
    talk.wait(0.2)
    assert talk.said[-1] == settings.dialogue.prompts.no_input[0]


def test_a_television_does_not_keep_a_silent_caller_for_ever(talk: Talk) -> None:
    for _ in range(100):
        talk.overhear("嫌疑人持刀逃跑了").wait(1)
    assert talk.over


def test_what_it_cut_is_said_again(talk: Talk, settings: IvrSettings) -> None:
    greeting = settings.dialogue.prompts.greeting
    talk.wait(PROMPT_S / 2).overhear("莫闹")
    assert talk.stopped == 1
    assert talk.said == [greeting, greeting]
    talk.hear_out().speak(REQUEST)
    assert talk.route is not None


def test_on_and_on_it_interrupts_no_more_but_the_caller_does(talk: Talk, settings: IvrSettings) -> None:
    for _ in range(NOISY):
        talk.wait(PROMPT_S / 4).overhear("莫闹", seconds=0.1)
    cut = talk.stopped
    talk.wait(PROMPT_S / 4).start_speaking().partial("电视里说")
    assert talk.stopped == cut
    talk.final(REQUEST)
    assert talk.stopped == cut + 1
    assert talk.route is not None
    assert talk.route.queue == "urban"


def test_who_still_speaks_when_the_prompt_is_over_is_heard_out(talk: Talk, settings: IvrSettings) -> None:
    for _ in range(NOISY):
        talk.wait(PROMPT_S / 4).overhear("莫闹", seconds=0.1)
    said = len(talk.said)
    talk.start_speaking().partial(REQUEST[:3]).hear_out()
    talk.wait(settings.dialogue.times.no_input_s + 0.5)
    assert len(talk.said) == said
    talk.final(REQUEST)
    assert talk.route is not None


def test_a_doubtful_request_is_settled_all_the_same(settings: IvrSettings, understanding: Judge) -> None:
    talk = Talk(settings, understanding, consults=True).answer()
    talk.hear_out().speak("那个什么东西")
    assert len(talk.consulted) == 1
    talk.overhear("莫闹")
    assert talk.said[-1] == settings.dialogue.prompts.ask_again[0]


def test_on_the_black_list_it_is_no_emergency_either(settings: IvrSettings, understanding: Judge) -> None:
    usual = Talk(settings, understanding)
    black = Talk(settings, understanding, machine=BlackCaller(usual.machine, settings, understanding, "c1"))
    black.answer().hear_out().overhear(FIRE)
    assert black.decided == []
    black.hear_out().wait(60)
    assert black.hangup is not None
