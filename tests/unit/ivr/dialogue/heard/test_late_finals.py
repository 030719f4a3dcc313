"""A second pass may hand over a final when the caller has begun the next utterance already."""

from __future__ import annotations

import pytest

from contracts import SpeechStarted, TranscriptFinal, TranscriptPartial
from ivr import IvrSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk, final

FIRST, SECOND = "我要查公积金", "去年转过来的那个"
NEXT_MS = 5000
"""Where the second utterance begins, in the leg's audio; the first ends at 1000 ms."""


@pytest.fixture
def talk(settings: IvrSettings, understanding: Judge) -> Talk:
    """A caller who has paused and goes on, before the final of the first utterance is there."""
    talk = Talk(settings, understanding).answer().hear_out()
    talk.start_speaking().partial(FIRST[:4]).wait(1)
    talk.send(SpeechStarted(call="c1", leg="caller", audio_ms=NEXT_MS))
    return talk


def second(text: str) -> TranscriptFinal:
    return final(text, 1).model_copy(update={"start_ms": NEXT_MS, "end_ms": NEXT_MS + 2000})


def going_on(talk: Talk, text: str) -> None:
    talk.send(TranscriptPartial(call="c1", leg="caller", utterance=1, text=text))


def test_nothing_is_answered_into_what_the_caller_is_saying(talk: Talk) -> None:
    going_on(talk, SECOND[:4])
    said = len(talk.said)
    talk.send(final(FIRST, 0))
    assert (len(talk.said), talk.decided) == (said, [])


def test_it_is_heard_together_with_the_next(talk: Talk) -> None:
    talk.send(final(FIRST, 0))
    going_on(talk, SECOND[:4])
    talk.send(second(SECOND))
    assert [one.heard for one in talk.decided] == [f"{FIRST}，{SECOND}"]
    assert talk.route is not None


@pytest.mark.parametrize("aside", [False, True])
def test_it_is_acted_on_alone_when_the_next_is_nothing(talk: Talk, aside: bool) -> None:
    talk.send(final(FIRST, 0))
    talk.send(second("莫闹" if aside else "").model_copy(update={"aside": aside}))
    assert [one.heard for one in talk.decided] == [FIRST]


def test_it_is_acted_on_when_the_next_never_comes(talk: Talk, settings: IvrSettings) -> None:
    talk.send(final(FIRST, 0))
    talk.wait(settings.dialogue.times.after_speech_s)
    assert [one.heard for one in talk.decided] == [FIRST]


def test_what_is_known_of_the_next_counts_when_its_final_never_comes(
    talk: Talk, settings: IvrSettings
) -> None:
    talk.send(final(FIRST, 0))
    going_on(talk, SECOND)
    talk.wait(settings.dialogue.times.after_partial_s)
    assert [one.heard for one in talk.decided] == [f"{FIRST}，{SECOND}"]


def test_an_empty_late_one_is_no_silence(talk: Talk) -> None:
    said = len(talk.said)
    talk.send(final("", 0))
    assert len(talk.said) == said


def test_an_emergency_does_not_wait(talk: Talk) -> None:
    talk.send(final("家里着火了", 0))
    assert talk.route is not None
    assert talk.route.queue == "emergency"


def test_the_wish_for_a_human_waits_for_its_reason(talk: Talk) -> None:
    talk.send(final("转人工", 0))
    assert talk.route is None
    talk.send(second("我家着火了"))
    assert talk.route is not None
    assert talk.route.queue == "emergency"


def test_who_talks_on_and_on_is_answered_all_the_same(talk: Talk) -> None:
    for number in range(10):
        talk.send(SpeechStarted(call="c1", leg="caller", audio_ms=NEXT_MS * (number + 1)))
        talk.send(final("那个什么东西", number))
    assert talk.decided


def test_the_final_is_waited_for_when_the_caller_has_paused(
    settings: IvrSettings, understanding: Judge
) -> None:
    """The longest pause of dictation and a second pass that takes a second and a half."""
    talk = Talk(settings, understanding).answer().hear_out()
    said = len(talk.said)
    talk.start_speaking().partial(FIRST[:4]).wait(1.5 + 1.5 + 0.5)
    assert (len(talk.said), talk.decided) == (said, [])
    talk.final(FIRST)
    assert [one.heard for one in talk.decided] == [FIRST]
