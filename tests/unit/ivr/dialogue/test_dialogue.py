"""Every way through the conversation, at virtual time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts import HearingFailed, SoundHeard, SpeechStarted, TranscriptFinal
from contracts.dialogue import Answered, PromptDone, SetTimer, TimerFired
from ivr import IvrSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.conversations import STRANGE, SURE, UNSURE
from tests.unit.ivr.talk import Talk, final


@pytest.fixture
def talk(settings: IvrSettings, understanding: Judge) -> Talk:
    return Talk(settings, understanding).answer()


def test_greets_when_answered(talk: Talk, settings: IvrSettings) -> None:
    assert talk.said == [settings.dialogue.prompts.greeting]


def test_a_clear_request_is_routed_with_its_reason(talk: Talk) -> None:
    talk.hear_out().speak(SURE)
    assert talk.route is not None
    assert talk.route.queue == "urban"
    assert "城市管理" in talk.said[-1]
    decided = talk.decided[-1]
    assert (decided.outcome, decided.intent, decided.call) == ("route", "housing_fund", "c1")
    assert decided.heard == SURE
    assert decided.reason
    assert decided.at < talk.now, "the caller is told, and nobody objects"


def test_speech_interrupts_the_greeting(talk: Talk) -> None:
    talk.wait(0.3).start_speaking()
    assert talk.stopped == 1
    talk.final(SURE)
    assert talk.route is not None
    assert talk.stopped == 1


def test_a_typed_request_needs_no_speech_event(talk: Talk) -> None:
    talk.send(final(SURE, 0))
    assert talk.stopped == 1
    assert talk.route is not None


def test_a_request_in_two_parts_is_put_together(talk: Talk) -> None:
    talk.hear_out().speak("那个什么来着").hear_out().speak(SURE)
    assert talk.route is not None
    assert talk.decided[-1].intent == "housing_fund"


@pytest.mark.parametrize("opening", ["喂", "你好", "喂，你好，我想问一下", "嗯"])
def test_an_opening_without_a_request_is_answered_kindly(
    talk: Talk, settings: IvrSettings, opening: str
) -> None:
    talk.hear_out().speak(opening)
    assert talk.said[-1] == settings.dialogue.prompts.go_on
    assert talk.decided == []


def test_who_never_hears_it_gets_a_human(talk: Talk) -> None:
    for _ in range(12):
        if not talk.over:
            talk.hear_out().speak("你说什么")
    assert talk.route is not None


def test_a_line_without_a_sound_is_told_how_to_get_help_and_then_let_go(
    talk: Talk, settings: IvrSettings
) -> None:
    talk.hear_out()
    talk.wait(settings.dialogue.times.no_input_s)
    assert talk.said[-1] == settings.dialogue.prompts.no_input[0]
    talk.wait(15)
    assert talk.hangup is None
    assert "按零" in talk.said[-1]
    talk.wait(60)
    assert talk.said[-1] == settings.dialogue.prompts.silent_goodbye
    assert talk.hangup is not None


def test_who_cannot_be_made_out_on_a_line_that_is_not_dead_gets_a_human(
    talk: Talk, settings: IvrSettings
) -> None:
    talk.hear_out()
    talk.send(SoundHeard(call="c1", leg="caller", audio_ms=200))
    talk.wait(90)
    assert talk.route is not None
    assert talk.route.queue == settings.dialogue.human_queue


def test_who_was_heard_once_and_is_silent_then_gets_a_human(talk: Talk) -> None:
    talk.hear_out().start_speaking().final("").wait(60)
    assert talk.route is not None
    assert talk.route.queue == "general"


def test_noise_is_answered_and_ends_with_a_human(talk: Talk, settings: IvrSettings) -> None:
    talk.wait(0.2)
    for _ in range(4):
        talk.start_speaking().wait(0.3).final("")
        talk.hear_out()
    assert talk.route is not None
    assert talk.route.queue == "general"


def test_speech_that_is_never_transcribed_does_not_leave_silence(talk: Talk, settings: IvrSettings) -> None:
    talk.hear_out().start_speaking()
    talk.wait(settings.dialogue.times.after_speech_s)
    assert talk.said[-1] == settings.dialogue.prompts.no_input[0]


def test_noise_under_a_prompt_does_not_cut_it(talk: Talk) -> None:
    talk.send(final("", 0))
    assert talk.stopped == 0
    assert len(talk.said) == 1
    talk.wait(60)
    assert talk.over


def test_an_empty_final_after_failed_hearing_leaves_time_for_a_key(talk: Talk) -> None:
    talk.fail_hearing().hear_out().send(final("", 0))
    assert not talk.over
    talk.press("1")
    assert talk.route is not None
    assert talk.route.queue == "utilities"


def test_a_partial_that_stays_counts_as_the_sentence(talk: Talk, settings: IvrSettings) -> None:
    talk.hear_out().start_speaking().partial(SURE)
    talk.wait(settings.dialogue.times.after_partial_s)
    assert talk.route is not None
    assert talk.route.queue == "urban"


def test_the_late_final_of_a_partial_that_was_acted_on_is_ignored(talk: Talk, settings: IvrSettings) -> None:
    talk.hear_out().start_speaking().partial(STRANGE)
    talk.wait(settings.dialogue.times.after_partial_s)
    said = list(talk.said)
    talk.final(STRANGE)
    assert talk.said == said


def test_growing_partials_keep_the_dialogue_waiting(talk: Talk) -> None:
    talk.hear_out().start_speaking()
    for end in range(1, len(SURE)):
        talk.partial(SURE[:end]).wait(2)
    assert talk.decided == []
    assert len(talk.said) == 1


@pytest.mark.parametrize("plea", ["转人工", "我要人工服务", "给我找接线员"])
def test_who_wants_a_human_is_heard_out_first(talk: Talk, settings: IvrSettings, plea: str) -> None:
    """The reason may follow."""
    talk.start_speaking().partial(plea)
    assert talk.route is None
    talk.final(plea)
    assert talk.route is not None
    assert (talk.route.queue, talk.route.priority) == ("general", 10)
    assert talk.route.say == settings.dialogue.prompts.human


def test_the_danger_behind_the_wish_for_a_human_counts(talk: Talk) -> None:
    talk.start_speaking().partial("转人工").partial("转人工我家着火了")
    assert talk.route is not None
    assert (talk.route.queue, talk.route.priority) == ("emergency", 100)


def test_a_wish_for_a_human_whose_end_never_comes_counts(talk: Talk) -> None:
    talk.start_speaking().partial("转人工").wait(20)
    assert talk.route is not None
    assert talk.route.queue == "general"


@pytest.mark.parametrize(
    "before", [lambda talk: talk, lambda talk: talk.hear_out(), lambda talk: talk.wait(8)]
)
def test_the_human_key_works_at_any_time(talk: Talk, before: Callable[[Talk], Talk]) -> None:
    before(talk).press("0")
    assert talk.route is not None
    assert (talk.route.queue, talk.route.priority) == ("general", 10)


def test_an_emergency_is_acted_on_from_the_partial(talk: Talk) -> None:
    talk.wait(0.5).start_speaking().partial("快来人我家着火了")
    assert talk.route is not None
    assert (talk.route.queue, talk.route.priority) == ("emergency", 100)
    assert talk.decided[-1].intent == "fire"
    assert talk.decided[-1].heard == "快来人我家着火了"


def test_keys_before_the_greeting_ends_choose_from_the_menu(talk: Talk, settings: IvrSettings) -> None:
    queue = next(queue for queue in settings.queues if queue.key == "3")
    talk.wait(0.1).press("3")
    assert talk.stopped == 1
    assert talk.route is not None
    assert talk.route.queue == queue.id
    assert talk.decided[-1].reason == "来电人按了 3"


def test_a_key_without_meaning_reads_the_menu(settings: IvrSettings, understanding: Judge) -> None:
    talk = Talk(settings, understanding).answer()
    talk.press("#")
    assert "请按" in talk.said[-1]
    assert "人工服务请按零" in talk.said[-1]
    talk.press("*").press("*").press("*")
    assert talk.route is not None
    assert talk.route.queue == "general"


def test_an_intent_can_have_a_key(settings: IvrSettings, understanding: Judge) -> None:
    intents = tuple(
        intent.model_copy(update={"key": "7"}) if intent.id == "power" else intent
        for intent in settings.intents
    )
    talk = Talk(settings.model_copy(update={"intents": intents}), understanding).answer().press("7")
    assert talk.route is not None
    assert talk.route.queue == "utilities"
    assert talk.decided[-1].intent == "power"


def test_failed_hearing_offers_the_keys_once_and_then_a_human(talk: Talk, settings: IvrSettings) -> None:
    talk.wait(0.5).fail_hearing()
    assert talk.said[-2] == settings.dialogue.prompts.trouble
    assert "请按" in talk.said[-1]
    talk.fail_hearing()
    assert len(talk.said) == 3
    talk.wait(60)
    assert len(talk.said) == 3
    assert talk.route is not None
    assert talk.route.queue == "general"
    assert talk.decided[-1].outcome == "handover"


def test_failed_hearing_takes_a_key(talk: Talk) -> None:
    talk.fail_hearing().hear_out().press("1")
    assert talk.route is not None
    assert talk.route.queue == "utilities"


def test_hearing_that_fails_before_the_answer_starts_with_the_keys(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = Talk(settings, understanding).fail_hearing()
    assert talk.said[0] == settings.dialogue.prompts.trouble
    talk.send(Answered())
    assert len(talk.said) == 2


@pytest.mark.parametrize("bye", ["没事了", "打错了", "不用了谢谢", "再见"])
def test_good_bye_hangs_up_after_the_last_words(talk: Talk, settings: IvrSettings, bye: str) -> None:
    talk.hear_out().speak(bye)
    assert talk.said[-1] == settings.dialogue.prompts.goodbye
    assert talk.hangup is None
    talk.hear_out()
    assert talk.hangup is not None
    assert talk.decided[-1].outcome == "answer"


def test_a_request_during_the_good_bye_is_still_taken(talk: Talk) -> None:
    talk.hear_out().speak("没事了").speak(SURE)
    assert talk.route is not None


def test_who_wants_the_good_bye_again_is_not_hung_up_on(talk: Talk, settings: IvrSettings) -> None:
    talk.hear_out().speak("没事了").speak("你说什么").hear_out()
    assert talk.said[-2:] == [settings.dialogue.prompts.goodbye] * 2
    talk.wait(settings.dialogue.times.no_input_s)
    assert talk.hangup is None
    assert talk.said[-1] in settings.dialogue.prompts.no_input


def test_a_prompt_whose_end_is_never_reported_does_not_stop_the_dialogue(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = Talk(settings, understanding, prompt_s=1e9)  # the media is gone, nobody says so
    timer = next(action for action in talk.send(Answered()) if isinstance(action, SetTimer))
    talk.wait(timer.seconds + settings.dialogue.times.no_input_s)
    assert talk.said[-1] == settings.dialogue.prompts.no_input[0]


def test_late_events_of_what_is_over_do_nothing(talk: Talk) -> None:
    talk.start_speaking()
    assert talk.send(PromptDone("p1", interrupted=True)) == []
    assert talk.send(TimerFired("prompt-1", "prompt")) == []
    assert talk.send(TimerFired("unknown", "silence")) == []


def test_the_agents_voice_is_not_the_callers(talk: Talk) -> None:
    words = TranscriptFinal(
        call="c1", leg="agent", utterance=0, text=SURE, start_ms=0, end_ms=1, confidence=1
    )
    for event in (
        words,
        SpeechStarted(call="c1", leg="agent", audio_ms=0),
        HearingFailed(call="c1", leg="agent", reason="gone"),
    ):
        assert talk.send(event) == []


def test_nothing_follows_the_route(talk: Talk) -> None:
    talk.hear_out().speak(SURE)
    assert talk.over
    for event in (final(UNSURE, 9), PromptDone("p1"), TimerFired("silence-3", "silence"), Answered()):
        assert talk.send(event) == []


def test_who_is_not_understood_where_keys_are_asked_for_may_still_press_one(talk: Talk) -> None:
    talk.fail_hearing().hear_out().speak(STRANGE).hear_out()
    assert talk.decided[-1].outcome == "ask_again"
    assert talk.asks is not None
    assert talk.asks.topic == "menu"


def test_hearing_that_fails_during_the_good_bye_changes_nothing(talk: Talk) -> None:
    talk.hear_out().speak("没事了").fail_hearing().hear_out()
    assert talk.hangup is not None
