"""Pinyin, accents and the phones the network learns."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.language.lexicon import pronunciations, readings
from models.training.language.phones import PHONE_ID, SILENCE, accented, syllable_phones
from models.training.language.pinyin import pinyin
from models.training.speech.utterances import Utterance, accent


@pytest.mark.parametrize(
    ("syllable", "phones"),
    [
        ("zhi", ("zh", "iii")),
        ("zi", ("z", "ii")),
        ("di", ("d", "i")),
        ("ju", ("j", "v")),
        ("lü", ("l", "v")),
        ("nve", ("n", "ve")),
        ("yuan", ("van",)),
        ("wen", ("un",)),
        ("er", ("er",)),
        ("xue", ("x", "ve")),
    ],
)
def test_pinyin_spelling_is_undone(syllable: str, phones: tuple[str, ...]) -> None:
    assert syllable_phones(syllable) == phones


@pytest.mark.parametrize("text", ["", "zh", "hello", "b", "zhx"])
def test_what_is_no_syllable_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="pinyin"):
        syllable_phones(text)


def test_the_accents_of_the_south_are_tolerated() -> None:
    assert ("s", "ii") in pronunciations("shi")
    assert ("l", "an") in pronunciations("nan")
    assert ("f", "ei") in pronunciations("hui")
    assert ("h", "u") in pronunciations("fu")
    assert ("x", "in") in pronunciations("xing")


@given(st.sampled_from(["zhang", "shi", "nan", "hui", "fang", "ren", "xing", "ceng", "fu", "an", "luo"]))
def test_the_standard_way_costs_nothing_and_others_do(syllable: str) -> None:
    ways = pronunciations(syllable)
    standard = syllable_phones(syllable)
    assert ways[standard] == 0
    assert all(cost > 0 for phones, cost in ways.items() if phones != standard)
    assert all(phone in PHONE_ID for phones, _ in accented(standard) for phone in phones)


def test_a_character_has_its_readings_and_a_word_one() -> None:
    assert {reading.syllables for reading in readings("都")} >= {("dou",), ("du",)}
    assert [reading.syllables for reading in readings("重庆")] == [("chong", "qing")]
    assert [reading.syllables for reading in readings("幺")] == [("yao",)]
    assert readings("abc") == []


def test_labels_are_phones_between_silences() -> None:
    labels = Utterance(1, [["ni3", "hao3"], [","], ["wo3"]]).labels
    silence = PHONE_ID[SILENCE]
    spoken = [PHONE_ID[phone] for phone in ("n", "i", "h", "ao")]
    assert labels == [silence, *spoken, silence, PHONE_ID["uo"], silence]


@given(st.integers(0, 10_000))
def test_an_accent_still_speaks_syllables(seed: int) -> None:
    words = [pinyin("社会保障"), pinyin("拆迁"), [","], pinyin("农民工")]
    changed = accent(words, random.Random(seed))
    assert [len(word) for word in changed] == [len(word) for word in words]
    assert Utterance(0, changed).labels
