from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from asr import AsrSettings
from asr.endpoint import ONSET_FRAMES, ONSET_VOICED, Ended, Endpointer, Started

SETTINGS = AsrSettings(endpoint_ms=400, endpoint_slow_ms=800, max_utterance_s=3)
runs = st.lists(st.tuples(st.booleans(), st.integers(1, 70)), max_size=25)


@dataclass
class Course:
    voiced: list[bool]
    events: list[Started | Ended] = field(default_factory=list)

    def utterances(self) -> list[Ended]:
        return [event for event in self.events if isinstance(event, Ended)]


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
        assert isinstance(start, Started)
        assert isinstance(end, Ended)
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
    endpointer.patient = True
    ends = [event for _ in range(60) if (event := endpointer.push(False))]
    assert [end.decided_ms - end.end_ms for end in ends if isinstance(end, Ended)] == [800]


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
    starts = [event.at_ms - skipped * 20 for event in events if isinstance(event, Started)]
    assert starts == [event.at_ms for event in plain.events if isinstance(event, Started)]
