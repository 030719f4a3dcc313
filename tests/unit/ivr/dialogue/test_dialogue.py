"""Every way through the conversation, at virtual time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts import HearingFailed, SoundHeard, SpeechStarted, TranscriptFinal
from contracts.dialogue import Answered, PromptDone, SetTimer, TimerFired
from ivr import IvrSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk, final

SURE = "公积金怎么提取出来"
"""Routed without a question."""

UNSURE = "楼上装修吵死人了"
"""Confirmed first: 施工噪声."""

STRANGE = "今天晚上吃火锅还是吃烧烤"
"""Fits nothing."""


@pytest.fixture
def talk(settings: IvrSettings, understanding: Judge) -> Talk:
    return Talk(settings, understanding).answer()


@pytest.fixture
def asked(settings: IvrSettings, understanding: Judge) -> Talk:
    """A caller who was asked whether it is 施工噪声."""
    cautious = settings.dialogue.model_copy(update={"route_at": 0.999, "confirm_at": 0.4})
    talk = Talk(settings.model_copy(update={"dialogue": cautious}), understanding).answer()
    talk.hear_out().speak(UNSURE)
    assert talk.said[-1] == "您是要反映施工噪声，对吗？"
    return talk


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


@pytest.mark.parametrize(
    "yes", ["对", "是的", "嗯", "没错", "对对对", "嗯，对的", "好的呀", "是的没错", "队", "对，就是楼上"]
)
def test_yes_routes_what_was_asked(asked: Talk, yes: str) -> None:
    asked.hear_out().speak(yes)
    assert asked.route is not None
    assert asked.route.queue == "urban"
    assert "已确认" in asked.decided[-1].reason
    assert asked.decided[-1].heard == UNSURE


def test_saying_it_again_is_a_yes(asked: Talk) -> None:
    asked.hear_out().speak("楼上装修太吵了")
    assert asked.route is not None
    assert asked.route.queue == "urban"


@pytest.mark.parametrize("no", ["不是", "不对", "不对不对", "不是的呀", "搞错了", "布斯"])
def test_no_asks_again_and_then_takes_another_request(asked: Talk, settings: IvrSettings, no: str) -> None:
    asked.hear_out().speak(no)
    assert asked.said[-1] == settings.dialogue.prompts.after_no
    assert asked.decided[-1].outcome == "ask_again"
    asked.hear_out().speak("我要查公积金的余额").hear_out()
    if not asked.over:
        asked.speak("对")
    assert asked.route is not None
    assert asked.decided[-1].intent == "housing_fund"


def test_what_was_denied_is_not_asked_again(asked: Talk) -> None:
    asked.hear_out().speak("不是").hear_out().speak(UNSURE)
    assert asked.decided[-1].intent != "noise_construction"


@pytest.mark.parametrize(
    "correction", ["不是，我要查公积金的余额", "我要查公积金的余额", "不对我是说公积金怎么提取"]
)
def test_a_full_request_corrects_the_question(asked: Talk, correction: str) -> None:
    asked.hear_out().speak(correction)
    assert asked.decided[-1].intent == "housing_fund"


@pytest.mark.parametrize(("key", "queue"), [("1", "urban"), ("0", "general")])
def test_keys_answer_the_question(asked: Talk, key: str, queue: str) -> None:
    asked.press(key)
    assert asked.route is not None
    assert asked.route.queue == queue


def test_the_no_key_denies(asked: Talk, settings: IvrSettings) -> None:
    asked.press("2")
    assert asked.said[-1] == settings.dialogue.prompts.after_no


def test_an_unclear_answer_repeats_the_question_once(asked: Talk, settings: IvrSettings) -> None:
    asked.hear_out().speak(STRANGE)
    assert asked.said[-1] == settings.dialogue.prompts.confirm_again
    asked.hear_out().speak(STRANGE)
    assert asked.phrases, "and then listens for the phrases of the spoken menu only"


def test_silence_after_the_question_repeats_it_and_then_takes_the_likely_queue(
    asked: Talk, settings: IvrSettings
) -> None:
    asked.wait(60)
    assert asked.said.count(settings.dialogue.prompts.confirm_again) == 1
    assert asked.route is not None
    assert asked.route.queue == "urban"
    assert asked.decided[-1].intent == "noise_construction"
    assert "没有回答" in asked.decided[-1].reason


def test_ask_again_escalates(settings: IvrSettings, understanding: Judge) -> None:
    patient = settings.dialogue.model_copy(update={"max_failures": 3})
    talk = Talk(settings.model_copy(update={"dialogue": patient}), understanding).answer()
    for text in (STRANGE, "我在开车呢等会儿再说"):
        talk.hear_out().speak(text)
    assert talk.said[-2:] == list(settings.dialogue.prompts.ask_again)


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


@pytest.mark.parametrize("wish", ["你说什么", "请再说一遍", "啊？没听清楚啊"])
def test_the_last_sentence_is_said_again_on_request(asked: Talk, wish: str) -> None:
    question = asked.said[-1]
    asked.hear_out().speak(wish)
    assert asked.said[-1] == question
    asked.hear_out().speak("对")
    assert asked.route is not None


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


def test_a_human_is_reached_from_the_question(asked: Talk) -> None:
    asked.speak("转人工吧")
    assert asked.route is not None
    assert asked.route.queue == "general"


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


@pytest.mark.parametrize("noise", ["嗯" * 60, "好的" * 60, "没有了" * 40, "嗯" * 60 + "停水"])
def test_humming_without_end_costs_nothing(asked: Talk, noise: str) -> None:
    """The pattern of short answers would take hours over it, and no other call would be served meanwhile."""
    asked.hear_out().speak(noise)
    assert asked.decided[-1].outcome != "route" or asked.route is not None


def test_who_corrects_the_question_again_and_again_hears_the_menu(asked: Talk) -> None:
    for correction in (SURE, UNSURE):
        asked.hear_out().speak(correction)
        assert asked.decided[-1].outcome == "confirm"
    asked.hear_out().speak(SURE)
    assert asked.phrases


def test_what_a_correction_denied_is_not_asked_again(asked: Talk) -> None:
    asked.hear_out().speak(f"不是，{SURE}").hear_out().speak("不是").hear_out().speak(UNSURE)
    assert asked.decided[-1].intent != "noise_construction"


def test_who_is_not_understood_where_keys_are_asked_for_may_still_press_one(talk: Talk) -> None:
    talk.fail_hearing().hear_out().speak(STRANGE).hear_out()
    assert talk.decided[-1].outcome == "ask_again"
    assert talk.asks is not None
    assert talk.asks.topic == "menu"


def test_hearing_that_fails_during_the_good_bye_changes_nothing(talk: Talk) -> None:
    talk.hear_out().speak("没事了").fail_hearing().hear_out()
    assert talk.hangup is not None
