from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr import AsrSettings
from asr.hearing.endpoint import ONSET_FRAMES, ONSET_VOICED, Endpointer, SpeechBegun, SpeechEnded
from asr.hearing.pacing import CUTS, GOES_ON_MS
from asr.text.text import Ending
from contracts.dialogue import Pace

SETTINGS = AsrSettings(endpoint_ms=400, endpoint_slow_ms=800, max_utterance_s=3)
runs = st.lists(st.tuples(st.booleans(), st.integers(1, 70)), max_size=25)


@dataclass
class Course:
    voiced: list[bool]
    events: list[SpeechBegun | SpeechEnded] = field(default_factory=list)

    def utterances(self) -> list[SpeechEnded]:
        return [event for event in self.events if isinstance(event, SpeechEnded)]


def run(voiced: list[bool], settings: AsrSettings = SETTINGS) -> Course:
    course = Course(voiced)
    endpointer = Endpointer(settings)
    for frame in voiced:
        event = endpointer.push(frame)
        if event is not None:
            course.events.append(event)
    last = endpointer.close()
    if last is not None:
        course.events.append(last)
    return course


def flatten(pattern: list[tuple[bool, int]]) -> list[bool]:
    return [voiced for voiced, count in pattern for _ in range(count)]


@given(runs)
def test_starts_and_ends_alternate_and_agree(pattern: list[tuple[bool, int]]) -> None:
    events = run(flatten(pattern)).events
    assert len(events) % 2 == 0
    for start, end in zip(events[::2], events[1::2], strict=True):
        assert isinstance(start, SpeechBegun)
        assert isinstance(end, SpeechEnded)
        assert start.at_ms == end.start_ms


@given(runs)
def test_utterances_lie_apart_within_the_audio(pattern: list[tuple[bool, int]]) -> None:
    course = run(flatten(pattern))
    heard = 0
    for end in course.utterances():
        assert heard <= end.start_ms < end.end_ms <= end.decided_ms <= len(course.voiced) * 20
        assert end.end_ms - end.start_ms <= SETTINGS.max_utterance_s * 1000
        heard = end.decided_ms


@given(runs)
def test_no_run_of_speech_is_missed(pattern: list[tuple[bool, int]]) -> None:
    course = run(flatten(pattern))
    inside = [
        any(end.start_ms <= i * 20 < end.decided_ms for end in course.utterances())
        for i in range(len(course.voiced))
    ]
    for i in range(len(course.voiced) - ONSET_FRAMES + 1):
        window = range(i, i + ONSET_FRAMES)
        if sum(course.voiced[j] for j in window) >= ONSET_VOICED:
            assert any(inside[j] for j in window)


@given(runs)
def test_a_pause_ends_speech_and_a_shorter_one_does_not(pattern: list[tuple[bool, int]]) -> None:
    course = run(flatten(pattern))
    for end in course.utterances():
        pause = 0
        for i in range(end.start_ms // 20, end.end_ms // 20):
            pause = 0 if course.voiced[i] else pause + 20
            assert pause < SETTINGS.endpoint_slow_ms
        if end.why == "pause":
            after = course.voiced[end.end_ms // 20 : end.decided_ms // 20]
            assert not any(after)
            assert len(after) * 20 in (SETTINGS.endpoint_ms, SETTINGS.endpoint_slow_ms)


steps = st.lists(
    st.tuples(
        st.booleans(),
        st.integers(1, 70),
        st.sampled_from(["normal", "slow", "dictation"]),
        st.sampled_from(["plain", "unfinished", "complete"]),
    ),
    max_size=25,
)


@given(steps)
def test_whatever_the_pace_no_pause_lasts_longer_than_dictation_allows(
    pattern: list[tuple[bool, int, Pace, Ending]],
) -> None:
    endpointer = Endpointer(SETTINGS)
    pause, last = 0, None
    for voiced, count, pace, ending in pattern:
        endpointer.pace, endpointer.ending = pace, ending
        for _ in range(count):
            event = endpointer.push(voiced)
            pause = 0 if voiced else pause + 20
            if event is not None:
                assert type(event) is not type(last)
                last = event
            if endpointer.speaking:
                assert pause < SETTINGS.endpoint_dictation_ms


def test_clicks_are_no_speech() -> None:
    assert run([True, True, False, False, False, False] * 20).events == []


def test_the_ordinary_pause_decides() -> None:
    (end,) = run([True] * 20 + [False] * 60).utterances()
    assert (end.start_ms, end.end_ms, end.decided_ms, end.why) == (0, 400, 800, "pause")


def test_a_slow_speaker_is_given_more_time() -> None:
    (end,) = run([True] * 20 + [False] * 17 + [True] * 20 + [False] * 60).utterances()
    assert end.decided_ms - end.end_ms == SETTINGS.endpoint_slow_ms


def test_an_unfinished_text_is_given_more_time() -> None:
    endpointer = Endpointer(SETTINGS)
    for _ in range(20):
        endpointer.push(True)
    endpointer.ending = "unfinished"
    assert pause_after(endpointer) == SETTINGS.endpoint_slow_ms


def pause_after(endpointer: Endpointer) -> int:
    """Silence until the running utterance ends, in ms."""
    for _ in range(200):
        event = endpointer.push(False)
        if isinstance(event, SpeechEnded):
            return event.decided_ms - event.end_ms
    raise AssertionError("no end")


def spoken(endpointer: Endpointer, frames: int = 20) -> None:
    for _ in range(frames):
        endpointer.push(True)


@pytest.mark.parametrize(
    ("pace", "ending", "pause_ms"),
    [
        ("normal", "plain", 400),
        ("normal", "unfinished", 800),
        ("normal", "complete", 400),
        ("slow", "plain", 800),
        ("slow", "unfinished", 800),
        ("slow", "complete", 400),
        ("dictation", "plain", 1500),
        ("dictation", "unfinished", 1500),
        ("dictation", "complete", 400),
    ],
)
def test_the_pace_and_the_text_set_the_pause(pace: Pace, ending: Ending, pause_ms: int) -> None:
    endpointer = Endpointer(SETTINGS)
    spoken(endpointer)
    endpointer.pace, endpointer.ending = pace, ending
    assert pause_after(endpointer) == pause_ms
    spoken(endpointer)
    plain = {"normal": 400, "slow": 800, "dictation": 1500}
    assert pause_after(endpointer) == plain[pace], "the pace stays, the text does not"


def test_a_pace_holds_from_the_next_frame_on() -> None:
    endpointer = Endpointer(SETTINGS)
    spoken(endpointer)
    for _ in range(15):
        assert endpointer.push(False) is None
    endpointer.pace = "dictation"
    assert pause_after(endpointer) == 1500
    spoken(endpointer)
    for _ in range(30):
        assert endpointer.push(False) is None
    endpointer.pace = "normal"
    assert isinstance(endpointer.push(False), SpeechEnded)


def cut_off(endpointer: Endpointer, gap_ms: int) -> None:
    """An utterance that a pause ends; the next begins `gap_ms` after that."""
    spoken(endpointer)
    pause_after(endpointer)
    for _ in range(gap_ms // 20):
        endpointer.push(False)


def test_who_is_often_cut_in_mid_sentence_is_given_time_for_the_rest_of_the_call() -> None:
    endpointer = Endpointer(SETTINGS)
    for _ in range(CUTS):
        assert endpointer.pause_ms == SETTINGS.endpoint_ms
        cut_off(endpointer, GOES_ON_MS // 2)
    for _ in range(5):
        spoken(endpointer)
        assert pause_after(endpointer) == SETTINGS.endpoint_slow_ms
        for _ in range(400):
            endpointer.push(False)


def test_who_takes_turns_is_not_slow() -> None:
    endpointer = Endpointer(SETTINGS)
    for _ in range(20):
        cut_off(endpointer, GOES_ON_MS + 200)
    assert endpointer.pause_ms == SETTINGS.endpoint_ms


def test_one_cut_in_many_sentences_is_no_slow_speaker() -> None:
    endpointer = Endpointer(SETTINGS)
    for i in range(20):
        cut_off(endpointer, 300 if i % 5 == 0 else 3000)
    assert endpointer.pause_ms == SETTINGS.endpoint_ms


def test_speech_that_was_too_long_was_not_cut_by_a_pause() -> None:
    endpointer = Endpointer(SETTINGS)
    spoken(endpointer, 1000)
    assert not endpointer.speaker.found


@pytest.mark.parametrize(
    ("utterances", "slow"),
    [
        ([(8, 4000), (10, 5000)], True),
        ([(8, 4000)], False),
        ([(8, 2000)] * 9, False),
        ([(2, 4000)] * 9, False),  # little was understood: that tells nothing
        ([(8, 4000), (9, 2000), (9, 4000)], True),
    ],
)
def test_few_syllables_a_second_are_slow(utterances: list[tuple[int, int]], slow: bool) -> None:
    endpointer = Endpointer(SETTINGS)
    for syllables, ms in utterances:
        endpointer.speaker.said(syllables, ms)
    assert endpointer.speaker.found is slow


def test_the_recogniser_may_shorten_a_pause_but_not_cut_speech() -> None:
    endpointer = Endpointer(SETTINGS)
    assert endpointer.recogniser_ended() is None
    for _ in range(20):
        endpointer.push(True)
    assert endpointer.recogniser_ended() is None
    for _ in range(12):
        endpointer.push(False)
    end = endpointer.recogniser_ended()
    assert end is not None
    assert (end.why, end.end_ms, end.decided_ms) == ("recogniser", 400, 640)
    assert not endpointer.speaking


def test_the_recogniser_ends_what_only_noise_keeps_going() -> None:
    endpointer = Endpointer(SETTINGS)
    for _ in range(80):
        endpointer.push(True)
    end = endpointer.recogniser_ended()
    assert end is not None
    assert end.why == "noise"


def test_long_speech_is_cut_and_goes_on_as_the_next_utterance() -> None:
    first, second = run([True] * 200).utterances()
    assert first.why == "too_long"
    assert first.end_ms == second.start_ms == 3000


@given(runs, st.integers(0, 40))
def test_skipped_time_moves_what_follows(pattern: list[tuple[bool, int]], skipped: int) -> None:
    voiced = flatten(pattern)
    plain = run(voiced)
    endpointer = Endpointer(SETTINGS)
    for _ in range(skipped):
        endpointer.skip()
    events = [event for frame in voiced if (event := endpointer.push(frame))]
    starts = [event.at_ms - skipped * 20 for event in events if isinstance(event, SpeechBegun)]
    assert starts == [event.at_ms for event in plain.events if isinstance(event, SpeechBegun)]
