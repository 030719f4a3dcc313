"""Opening hours and announcements in the conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from contracts import HearingFailed
from ivr import IvrSettings, prompts_needed
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk

POWER = "我们东湖区停电了什么时候来电"
FUND = "公积金怎么提取出来"
HOURS = {"office": {"workdays": ["08:30-17:30"]}, "night": {"workdays": ["17:30-08:30"]}}
OUTAGE = {
    "id": "outage",
    "text": "东湖区正在抢修供电线路，预计今晚八点恢复。",
    "intents": ["power"],
    "words": ["东湖"],
    "ends": "2026-11-21 00:00",
}


def changed(settings: IvrSettings, **fields: Any) -> IvrSettings:
    return IvrSettings.model_validate({**settings.model_dump(), **fields})


def with_hours(settings: IvrSettings, **of_queues: dict[str, str]) -> IvrSettings:
    data = settings.model_dump()
    for queue in data["queues"]:
        queue.update(of_queues.get(queue["id"], {}))
    return IvrSettings.model_validate({**data, "hours": HOURS})


def talk(settings: IvrSettings, understanding: Judge, moment: str = "2026-11-20 10:00") -> Talk:
    return Talk(settings, understanding, begun=datetime.fromisoformat(moment)).answer()


def test_those_of_the_district_are_told_before_they_are_put_through(
    settings: IvrSettings, understanding: Judge
) -> None:
    caller = talk(changed(settings, announcements=[OUTAGE]), understanding)
    caller.hear_out().speak(POWER)
    assert caller.said[-2:] == [OUTAGE["text"], settings.dialogue.prompts.anything_else]
    assert caller.route is None
    assert (caller.decided[-1].outcome, caller.decided[-1].intent) == ("answer", "power")
    caller.hear_out().speak("没事了，再见")
    caller.hear_out()
    assert caller.hangup is not None


@pytest.mark.parametrize("answer", ["没有", "没有了", "没有了谢谢", "好的谢谢", "知道了", "没别的事了", "嗯"])
def test_who_was_told_and_wants_no_more_hears_goodbye(
    settings: IvrSettings, understanding: Judge, answer: str
) -> None:
    caller = talk(changed(settings, announcements=[OUTAGE]), understanding)
    caller.hear_out().speak(POWER)
    caller.hear_out().speak(answer)
    assert caller.said[-1] == settings.dialogue.prompts.goodbye
    caller.hear_out()
    assert caller.hangup is not None


def test_silence_after_an_announcement_is_content(settings: IvrSettings, understanding: Judge) -> None:
    caller = talk(changed(settings, announcements=[OUTAGE]), understanding)
    caller.hear_out().speak(POWER)
    caller.hear_out().wait(20)
    assert settings.dialogue.prompts.goodbye in caller.said
    assert caller.hangup is not None


def test_without_an_announcement_such_words_are_no_goodbye(
    settings: IvrSettings, understanding: Judge
) -> None:
    caller = talk(settings, understanding)
    caller.hear_out().speak("没有")
    assert settings.dialogue.prompts.goodbye not in caller.said


def test_another_request_after_an_announcement_is_put_through(
    settings: IvrSettings, understanding: Judge
) -> None:
    caller = talk(changed(settings, announcements=[OUTAGE]), understanding)
    caller.hear_out().speak(POWER)
    caller.hear_out().speak(FUND)
    assert caller.route is not None
    assert caller.route.queue == "urban"


def test_who_presses_a_key_without_being_heard_is_put_through_at_once(
    settings: IvrSettings, understanding: Judge
) -> None:
    caller = talk(changed(settings, announcements=[{**OUTAGE, "words": [], "intents": []}]), understanding)
    caller.send(HearingFailed(call="c1", leg="caller", reason="gone"))
    caller.hear_out().press("1")
    assert caller.route is not None
    assert caller.route.queue == "utilities"


def test_at_night_those_who_want_a_human_reach_who_is_on_duty(
    settings: IvrSettings, understanding: Judge
) -> None:
    night = with_hours(settings, general={"hours": "office", "after_hours": "follow_up"})
    for wish in ("转人工", None):
        caller = talk(night, understanding, "2026-11-21 02:00")
        if wish:
            caller.hear_out().speak(wish)
        else:
            caller.press("0")
        assert caller.route is not None
        assert caller.route.queue == "follow_up"


def test_who_says_it_again_is_put_through(settings: IvrSettings, understanding: Judge) -> None:
    caller = talk(changed(settings, announcements=[OUTAGE]), understanding)
    caller.hear_out().speak(POWER)
    caller.hear_out().speak(POWER)
    assert caller.route is not None
    assert caller.route.queue == "utilities"


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("我们西山区停电了什么时候来电", "2026-11-20 10:00"),
        (FUND, "2026-11-20 10:00"),
        (POWER, "2026-11-21 10:00"),
    ],
)
def test_others_hear_nothing_of_it(
    settings: IvrSettings, understanding: Judge, said: str, moment: str
) -> None:
    caller = talk(changed(settings, announcements=[OUTAGE]), understanding, moment)
    caller.hear_out().speak(said)
    assert OUTAGE["text"] not in caller.said


def test_an_announcement_for_all_follows_the_greeting(settings: IvrSettings, understanding: Judge) -> None:
    caller = talk(
        changed(settings, announcements=[{"id": "storm", "text": "台风期间请勿外出。"}]), understanding
    )
    assert caller.said == [settings.dialogue.prompts.greeting, "台风期间请勿外出。"]
    caller.hear_out().speak(FUND)
    assert caller.route is not None


def test_nobody_in_danger_waits_for_an_announcement(settings: IvrSettings, understanding: Judge) -> None:
    every = {"id": "outage", "text": "正在抢修。", "intents": ["fire"]}
    caller = talk(changed(settings, announcements=[every]), understanding)
    caller.hear_out().speak("我们楼上着火了快来人")
    assert caller.route is not None
    assert caller.route.queue == "emergency"


@pytest.mark.parametrize(
    ("moment", "queue", "say"),
    [
        ("2026-11-20 10:00", "urban", "正在为您转接城市管理专席"),
        ("2026-11-20 20:00", "general", "城市管理专席现在不上班，正在为您转接综合"),
        ("2026-11-21 10:00", "general", "城市管理专席现在不上班"),  # a Saturday
        ("2026-10-10 10:00", "urban", "正在为您转接城市管理专席"),  # a Saturday that is worked
    ],
)
def test_a_queue_has_its_hours(
    settings: IvrSettings, understanding: Judge, moment: str, queue: str, say: str
) -> None:
    caller = talk(with_hours(settings, urban={"hours": "office"}), understanding, moment)
    caller.hear_out().speak(FUND)
    assert caller.route is not None
    assert caller.route.queue == queue
    assert say in caller.said[-1]
    assert caller.decided[-1].queue == queue
    assert ("不上班" in caller.decided[-1].reason) == (queue != "urban")


def test_night_duty_takes_over(settings: IvrSettings, understanding: Judge) -> None:
    hours = with_hours(settings, urban={"hours": "office", "after_hours": "legal"}, legal={"hours": "night"})
    caller = talk(hours, understanding, "2026-11-20 20:00")
    caller.hear_out().speak(FUND)
    assert caller.route is not None
    assert caller.route.queue == "legal"


def test_when_everybody_is_off_the_caller_still_has_a_queue(
    settings: IvrSettings, understanding: Judge
) -> None:
    off = {"hours": "office", "after_hours": "urban"}
    closed = with_hours(settings, urban={"hours": "office", "after_hours": "legal"}, legal=off)
    caller = talk(closed, understanding, "2026-11-21 10:00")
    caller.hear_out().speak(FUND)
    assert caller.route is not None
    assert caller.route.queue in ("urban", "legal")


def test_an_emergency_has_no_hours(settings: IvrSettings, understanding: Judge) -> None:
    caller = talk(with_hours(settings, emergency={"hours": "office"}), understanding, "2026-11-21 03:00")
    caller.hear_out().speak("我们楼上着火了快来人")
    assert caller.route is not None
    assert caller.route.queue == "emergency"


def test_everything_that_can_be_said_is_recorded_beforehand(settings: IvrSettings) -> None:
    hours = with_hours(settings, urban={"hours": "office", "after_hours": "legal"}, legal={"hours": "night"})
    needed = prompts_needed(changed(hours, announcements=[OUTAGE]))
    prompts = settings.dialogue.prompts
    for text in (
        OUTAGE["text"],
        prompts.anything_else,
        prompts.closed.format(queue="城市管理", other="法律咨询"),
        prompts.closed.format(queue="城市管理", other="综合"),
        prompts.closed.format(queue="法律咨询", other="综合"),
    ):
        assert text in needed
    assert prompts.anything_else not in prompts_needed(settings)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"announcements": [{**OUTAGE, "intents": ["pwr"]}]}, "unknown intent"),
        ({"announcements": [OUTAGE, OUTAGE]}, "id used twice"),
    ],
)
def test_mistakes_are_named(settings: IvrSettings, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        changed(settings, **fields)


@pytest.mark.parametrize(("field", "words"), [("hours", "unknown hours"), ("after_hours", "unknown queue")])
def test_unknown_hours_and_queues_are_named(settings: IvrSettings, field: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        with_hours(settings, urban={field: "nowhere"})
