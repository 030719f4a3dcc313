"""The messages: what one side writes the other reads, and nothing else gets through."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr import Hypothesis
from asr.engines.remote.protocol import (
    EOF,
    Partial,
    ProtocolError,
    Wishes,
    final_answer,
    partial_answer,
    read_answer,
    read_request,
    wishes_message,
)
from contracts import Alternative, Word

SHARE = st.floats(0, 1)
WORD = st.builds(
    lambda text, start, length, confidence: Word(
        text=text, start_ms=start, end_ms=start + length, confidence=confidence
    ),
    st.text("我要投诉ab", min_size=1, max_size=4),
    st.integers(0, 20000),
    st.integers(0, 2000),
    SHARE,
)
HYPOTHESIS = st.builds(
    Hypothesis,
    st.text(max_size=20),
    SHARE,
    st.lists(WORD, max_size=4).map(tuple),
    st.lists(st.builds(Alternative, text=st.text(max_size=9), confidence=SHARE), max_size=4).map(tuple),
)
NAMES = st.sampled_from(
    ["config", "sample_rate", "phrase_list", "max_alternatives", "words", "model", "eof", "reset"]
) | st.sampled_from(
    ["partial", "text", "result", "alternatives", "confidence", "word", "start", "hypothesis"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


@given(HYPOTHESIS)
def test_ours_loses_nothing(hypothesis: Hypothesis) -> None:
    answer = final_answer(hypothesis, offset_ms=5, readings=3, words=True, ours=True)
    assert read_answer(answer, 9) == hypothesis


@given(st.lists(WORD, max_size=5), st.integers(0, 60000))
def test_the_stock_form_keeps_words_and_their_places(words: list[Word], offset_ms: int) -> None:
    hypothesis = Hypothesis("".join(word.text for word in words), 0.5, tuple(words))
    data = json.loads(final_answer(hypothesis, offset_ms=offset_ms, readings=0, words=True, ours=False))
    assert data["text"] == " ".join(word.text for word in words)
    assert [round(word["start"] * 1000) for word in data.get("result", [])] == [
        word.start_ms + offset_ms for word in words
    ]


def test_the_stock_form_with_readings_and_without_words() -> None:
    word = Word(text="好", start_ms=0, end_ms=100, confidence=0.9)
    other = Alternative(text="号", confidence=0.1)
    hypothesis = Hypothesis("好", 0.9, (word,), (other, other))
    data = json.loads(final_answer(hypothesis, offset_ms=0, readings=2, words=False, ours=False))
    assert data == {"alternatives": [{"confidence": 0.9, "text": "好"}, {"confidence": 0.1, "text": "号"}]}


def test_requests() -> None:
    assert read_request(EOF) == "eof"
    assert read_request('{"reset": 1}') == "reset"
    assert read_request(wishes_message(16000, ["好", "不好"], 4)) == Wishes(16000, ("好", "不好"), 4, True)
    assert read_request('{ "config" : { "sample_rate" : 8000.0, "words" : 0 } }') == Wishes(
        8000, None, None, False
    )


@pytest.mark.parametrize("ended", [True, False])
def test_partials(ended: bool) -> None:
    assert read_answer(partial_answer(Partial("我要", ended), ours=True), 0) == Partial("我要", ended)
    assert json.loads(partial_answer(Partial("我要", ended), ours=False)) == {"partial": "我要"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[1]", "expected"),
        ("{}", "expected"),
        ('{"config": 1}', "must be an object"),
        ('{"config": {"sample_rate": 1}}', "4000 to 192000"),
        ('{"config": {"sample_rate": "x"}}', "must be a number"),
        ('{"config": {"phrase_list": "x"}}', "list of strings"),
        ('{"config": {"phrase_list": [1]}}', "list of strings"),
        ('{"config": {"model": "/etc"}}', "one model"),
        ('{"config": {"max_alternatives": -1}}', "0 to 1000"),
        ('{"config": {"sample_rate": NaN}}', "4000 to 192000"),
        ('{"config": {"sample_rate": 1' + "0" * 400 + "}}", "must be a number"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(text: str, said: str) -> None:
    with pytest.raises(ProtocolError, match=said):
        read_request(text)


def test_what_was_said_is_not_told_of_an_answer_that_is_none() -> None:
    with pytest.raises(ProtocolError, match="14 characters") as error:
        read_answer('{"txt": "我要投诉"', 0)
    assert "投诉" not in str(error.value)


@given(st.text() | JSON.map(json.dumps))
def test_nothing_else_gets_through(text: str) -> None:
    for read in (read_request, lambda answer: read_answer(answer, 3)):
        with contextlib.suppress(ProtocolError):
            assert read(text)
