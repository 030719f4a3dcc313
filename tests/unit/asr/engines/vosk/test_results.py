import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from asr import Hypothesis
from asr.engines.segments import join_segments
from asr.engines.vosk.results import parse_partial, parse_result
from asr.engines.vosk.vocabulary import split_phrase
from contracts import Alternative, Word


def reading(score: float, text: str, begin: float = 1.0) -> dict[str, Any]:
    words = text.split()
    result = [
        {"word": word, "start": begin + i * 0.3, "end": begin + i * 0.3 + 0.3} for i, word in enumerate(words)
    ]
    return (
        {"confidence": score, "text": text, "result": result} if words else {"confidence": score, "text": ""}
    )


def answer(*readings: dict[str, Any]) -> str:
    return json.dumps({"alternatives": readings}, ensure_ascii=False)


def test_the_best_reading_is_the_text_and_the_others_follow() -> None:
    got = parse_result(answer(reading(9, "转 人工"), reading(9, "赚 人工"), reading(7, "转 人 工")), 1000, 3)
    assert got.text == "转人工"
    assert [other.text for other in got.alternatives] == ["赚人工"]
    assert [(word.text, word.start_ms, word.end_ms) for word in got.words] == [
        ("转", 0, 300),
        ("人工", 300, 600),
    ]


def test_a_word_all_readings_share_is_surer_than_one_they_dispute() -> None:
    got = parse_result(answer(reading(5, "转 人工"), reading(5, "赚 人工")), 0, 3)
    disputed, shared = got.words
    assert shared.confidence > 0.99
    assert abs(disputed.confidence - 0.5) < 0.01
    assert abs(got.confidence - 0.75) < 0.01


def test_without_alternatives_the_words_own_confidence_counts() -> None:
    data = {
        "result": [
            {"word": "转", "start": 1.0, "end": 1.2, "conf": 0.5},
            {"word": "[unk]", "start": 1.2, "end": 1.3, "conf": 0.9},
            {"word": "人工", "start": 1.3, "end": 1.6, "conf": 1.0},
        ],
        "text": "转 [unk] 人工",
    }
    got = parse_result(json.dumps(data), 1000, 0)
    assert (got.text, got.confidence) == ("转人工", 0.75)
    assert got.words[1] == Word(text="人工", start_ms=300, end_ms=600, confidence=1.0)


def test_nothing_understood() -> None:
    assert parse_result('{"text": ""}', 0, 0) == Hypothesis("")
    assert parse_result(answer(reading(32.4, "")), 0, 3) == Hypothesis("")
    assert parse_partial('{"partial": ""}') == ""
    assert parse_partial('{"alternatives": [{"text": "", "confidence": 1.0}]}') == ""
    assert parse_partial('{"partial": "楼上 装修"}') == "楼上装修"


texts = st.lists(st.sampled_from(["转", "人工", "社保", "APP", "[unk]"]), max_size=5).map(" ".join)


@given(st.lists(st.tuples(st.floats(-5000, 5000), texts), min_size=1, max_size=10), st.integers(0, 10))
def test_every_confidence_lies_between_0_and_1(readings: list[tuple[float, str]], wanted: int) -> None:
    got = parse_result(answer(*(reading(score, text) for score, text in readings)), 0, wanted)
    figures = [got.confidence, *(w.confidence for w in got.words), *(a.confidence for a in got.alternatives)]
    assert all(0 <= figure <= 1 for figure in figures)
    assert len(got.alternatives) <= wanted
    texts = [got.text, *(other.text for other in got.alternatives)]
    assert len(set(texts)) == len(texts)


def segment(text: str, *others: str) -> Hypothesis:
    word = Word(text=text, start_ms=0, end_ms=100, confidence=0.8)
    return Hypothesis(text, 0.8, (word,), tuple(Alternative(text=o, confidence=0.4) for o in others))


def test_segments_of_one_utterance_are_joined() -> None:
    got = join_segments([segment("楼上装修", "楼上装饰"), segment("谁来管")], 3)
    assert got.text == "楼上装修谁来管"
    assert [word.text for word in got.words] == ["楼上装修", "谁来管"]
    assert [other.text for other in got.alternatives] == ["楼上装饰谁来管"]
    assert 0 < got.alternatives[0].confidence < got.confidence


def test_joined_alternatives_come_best_first_and_no_more_than_wanted() -> None:
    got = join_segments([segment("一", "二", "三")] * 3, 4)
    assert len(got.alternatives) == 4
    figures = [other.confidence for other in got.alternatives]
    assert figures == sorted(figures, reverse=True)
    assert join_segments([], 3) == Hypothesis("")


def test_a_phrase_is_split_into_as_few_known_words_as_possible() -> None:
    known = {"转", "人", "工", "人工", "社保"}
    assert split_phrase("转人工", known.__contains__) == ["转", "人工"]
    assert split_phrase("转 人 工", known.__contains__) == ["转", "人", "工"]
    assert split_phrase("转龘", known.__contains__) is None
    assert split_phrase(" ", known.__contains__) is None
