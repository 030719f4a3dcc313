"""Templates, and the sentences made from them."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.language.text import Grammar, TemplateError, segment


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return Grammar()


@given(st.integers(0, 100_000))
def test_sentences_are_chinese_with_no_marks_left(grammar: Grammar, seed: int) -> None:
    sentence = grammar.sentence(random.Random(seed))
    assert sentence
    assert all("\u4e00" <= character <= "\u9fff" or character == "," for character in sentence), sentence


def test_all_topics_are_spoken_of(grammar: Grammar) -> None:
    rng = random.Random(1)
    talk = " ".join(grammar.sentence(rng) for _ in range(4000))
    for word in ("停水", "社保", "户口", "投诉", "转人工", "退款", "孩子", "噪", "莫得", "俺", "营业执照"):
        assert word in talk


def test_choices_and_slots_expand(tmp_path: Path) -> None:
    (tmp_path / "slots.txt").write_text(
        "place: 门口|楼下\n" + "".join(f"{s}: 嗯\n" for s in _FRAME), encoding="utf-8"
    )
    (tmp_path / "talk.txt").write_text("# note\n{place}(停水|停电)了\n", encoding="utf-8")
    small = Grammar(tmp_path)
    rng = random.Random(3)
    said = {small.expand(small.topics["talk"][0], rng) for _ in range(200)}
    assert said == {"门口停水了", "门口停电了", "楼下停水了", "楼下停电了"}


_FRAME = ("hello", "filler", "opener", "closer", "sayer", "time")


@pytest.mark.parametrize(
    ("line", "message"), [("(停水", r"talk\.txt:2"), ("停水)", r"talk\.txt:2"), ("{nowhere}", "nowhere")]
)
def test_a_bad_template_is_named(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "talk.txt").write_text(f"好的\n{line}\n", encoding="utf-8")
    with pytest.raises(TemplateError, match=message):
        Grammar(tmp_path)


def test_digits_are_words_of_their_own() -> None:
    assert segment("打一二三四五") == ["打", "一", "二", "三", "四", "五"]


@given(st.integers(0, 5000))
def test_pauses_are_never_doubled_nor_at_the_ends(grammar: Grammar, seed: int) -> None:
    rng = random.Random(seed)
    words = segment(grammar.sentence(rng), rng)
    assert words
    assert words[0] != ","
    assert words[-1] != ","
    assert all(not (one == other == ",") for one, other in pairwise(words))
