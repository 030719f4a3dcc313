"""Free transcripts limited to phrases, and hypotheses made of tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr import Hypothesis
from asr.engines.limiting import Limit
from asr.engines.words import UNJUDGED, hypothesis
from asr.text.phrases import Phrases
from asr.text.units import units
from contracts import Word

said = st.text(st.sampled_from("一二三头投诉A b，"), max_size=12)


@pytest.mark.parametrize(
    ("heard", "phrases", "text"),
    [
        ("我要投诉", ["投诉", "咨询"], "投诉"),
        ("我要头诉一下", ["投诉"], "投诉"),
        ("投诉，还有咨询。", ["咨询", "投诉"], "投诉咨询"),
        ("社保卡挂失", ["社保", "社保卡"], "社保卡"),
        ("转人工", ["是", "不是"], ""),
        ("我要 check balance", ["Check Balance"], "Check Balance"),
        ("", ["投诉"], ""),
        ("投诉", [], ""),
        ("投诉", ["", " "], ""),
    ],
)
def test_what_is_no_phrase_is_left_out(heard: str, phrases: list[str], text: str) -> None:
    assert Phrases(phrases).limit_text(heard) == text


@given(said, st.lists(st.text(st.sampled_from("一二三投诉"), min_size=1, max_size=3), max_size=4))
def test_the_result_is_made_of_phrases_only(heard: str, phrases: list[str]) -> None:
    words = [Word(text=unit, start_ms=i, end_ms=i + 1, confidence=0.5) for i, unit in enumerate(units(heard))]
    found = Phrases(phrases).limit(words)
    assert {word.text for word in found} <= set(phrases)
    times = [time for word in found for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert all(word.confidence == pytest.approx(0.5) for word in found)


def test_what_was_really_heard_is_kept_as_an_alternative() -> None:
    words = tuple(Word(text=letter, start_ms=0, end_ms=9, confidence=0.6) for letter in "转人工")
    heard = Hypothesis("转人工", 0.6, words)
    limited = Limit(["是", "不是"], 2).hypothesis(heard)
    assert (limited.text, limited.confidence, limited.words) == ("", 0.0, ())
    assert [reading.text for reading in limited.alternatives] == ["转人工"]
    assert Limit(["人工"], 0).hypothesis(heard).alternatives == ()
    assert Limit(["转人工"], 2).hypothesis(heard).alternatives == ()


@pytest.mark.parametrize(
    ("text", "tokens", "words"),
    [
        ("我要投诉", ["我", "要", "投", "诉"], ["我", "要", "投", "诉"]),
        (" HELLO WORLD", [" HE", "LLO", " WORLD"], ["HELLO", "WORLD"]),
        ("我用 app 投诉", ["我", "用", "a@@", "pp", "投", "诉"], ["我", "用", "app", "投", "诉"]),
        ("你好", ["<0xE4>", "<0xBD>", "好"], ["你", "好"]),
        ("你好。", [], ["你", "好"]),
    ],
)
def test_tokens_become_words(text: str, tokens: list[str], words: list[str]) -> None:
    seconds = [0.3 * i for i in range(len(tokens))]
    heard = hypothesis(text, tokens, seconds, [], 3000)
    assert [word.text for word in heard.words] == words
    assert heard.text == text.strip().replace("用 app 投", "用 app 投")
    assert heard.confidence == pytest.approx(UNJUDGED)


def test_times_and_confidence_are_those_of_the_tokens() -> None:
    heard = hypothesis(" HELLO 好", [" HE", "LLO", "好"], [0.2, 0.4, 2.0], [0.0, -1.0, -0.5], 2200)
    hello, good = heard.words
    assert (hello.start_ms, hello.end_ms, good.start_ms, good.end_ms) == (200, 1000, 2000, 2200)
    assert hello.confidence == pytest.approx((1 + 0.36788) / 2, abs=1e-4)
    assert heard.confidence == pytest.approx((hello.confidence + good.confidence) / 2)


@given(
    said,
    st.lists(st.text(st.sampled_from("一二三头投诉A "), max_size=3), max_size=6),
    st.lists(st.floats(0, 30), max_size=6),
    st.lists(st.floats(-20, 1), max_size=6),
    st.integers(0, 5000),
)
def test_whatever_the_library_answers_words_are_in_order_and_spell_the_text(
    text: str, tokens: list[str], seconds: list[float], chances: list[float], length_ms: int
) -> None:
    heard = hypothesis(text, tokens, sorted(seconds), chances, length_ms)
    assert [word.text for word in heard.words] == units(heard.text) == units(text)
    times = [time for word in heard.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert all(0 <= time <= length_ms for time in times)
    assert 0 <= heard.confidence <= 1
