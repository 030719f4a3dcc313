"""What a model makes of phrases, with vocabularies made up for the purpose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.engines.recogniser import Hypothesis
from asr.engines.vosk.grammar import Only
from asr.engines.vosk.vocabulary import Coverage, Vocabulary
from contracts import Alternative, Word

WORDS = {"公积金", "社会", "保障", "幸", "福", "路", "够", "狗", "水", "同"}


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary(WORDS.__contains__)


@pytest.mark.parametrize(
    ("phrase", "how", "words"),
    [
        ("公积金", "word", ["公积金"]),
        ("社会保障", "words", ["社会", "保障"]),
        ("幸福路", "characters", ["幸", "福", "路"]),
        ("水垢", "sound", ["水", "够"]),  # 垢, 够: gou4; 狗: gou3
        ("水 垢", "sound", ["水", "够"]),
        ("水豿", "sound", ["水", "狗"]),
        ("4S店", "none", []),
        ("", "none", []),
        ("  ", "none", []),
    ],
)
def test_the_best_way_to_hear_a_phrase(
    vocabulary: Vocabulary, phrase: str, how: str, words: list[str]
) -> None:
    coverage = vocabulary.cover(phrase)
    assert (coverage.how, coverage.words) == (how, tuple(words))


def test_what_nothing_stands_for_is_named_once(vocabulary: Vocabulary) -> None:
    assert vocabulary.cover("QQ水群") == Coverage("QQ水群", "none", missing=("Q", "群"))


@given(st.text())
def test_any_text_gets_an_answer(phrase: str) -> None:
    coverage = Vocabulary(WORDS.__contains__).cover(phrase)
    assert set(coverage.words) <= WORDS
    assert (coverage.how == "none") == (not coverage.words)
    assert set(coverage.missing) <= set(phrase)


def words(*said: tuple[str, int, int]) -> tuple[Word, ...]:
    return tuple(Word(text=text, start_ms=a, end_ms=b, confidence=0.8) for text, a, b in said)


def test_whole_phrases_are_kept_under_their_own_names_with_their_times() -> None:
    only = Only({"社会 保障": "社会保障", "水 够": "水垢"})
    heard = Hypothesis(
        "水够社会保障",
        0.8,
        words(("水", 0, 200), ("够", 200, 400), ("社会", 500, 900), ("保障", 900, 1300)),
        (Alternative(text="水够社会", confidence=0.3), Alternative(text="社会", confidence=0.1)),
    )
    limited = only.hypothesis(heard)
    assert limited.text == "水垢社会保障"
    assert [(word.text, word.start_ms, word.end_ms) for word in limited.words] == [
        ("水垢", 0, 400),
        ("社会保障", 500, 1300),
    ]
    assert limited.confidence == pytest.approx(0.8)
    assert [other.text for other in limited.alternatives] == ["水垢"]
    assert only.text("水 够 社会") == "水垢"


def test_pieces_of_phrases_and_what_a_long_gap_parts_are_dropped() -> None:
    only = Only({"社会 保障": "社会保障"})
    apart = Hypothesis("社会保障", 0.8, words(("社会", 0, 400), ("保障", 1200, 1600)))
    assert only.hypothesis(apart) == Hypothesis("")
    assert only.hypothesis(Hypothesis("社会", 0.8, words(("社会", 0, 400)))) == Hypothesis("")
