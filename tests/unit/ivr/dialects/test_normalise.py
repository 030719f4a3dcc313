"""Spelling, dialect and sound."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, strategies

from ivr.dialects.normalise import Normaliser
from ivr.dialects.pinyin import fold, syllables
from ivr.dialects.tables import tables
from ivr.settings.dialogue import DialogueSettings
from ivr.slots.answers import Answers

NORMALISER = Normaliser()


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("轉人工", "转人工"),
        ("ＡＢＣ１２３", "abc123"),
        ("喂，你好！停水了。", "停水了"),
        ("屋头莫得水", "家里没有水"),
        ("啷个办嘛", "怎么办"),
        ("俺家咋停电了", "我家怎么停电了"),
        ("我屋企冇水", "我家里没有水"),
        ("中不中", "行不行"),
        ("🙂", ""),
        ("嗯，那个，就是说", ""),
    ],
)
def test_many_wordings_become_one(said: str, means: str) -> None:
    assert NORMALISER.content(said) == means


def test_longer_wordings_win() -> None:
    assert NORMALISER.content("咋个整") == "怎么整"
    assert NORMALISER.content("屋里头") == "家里"


def test_an_administrator_adds_wordings() -> None:
    assert Normaliser({"猴年马月": "很久", "咋个": "为何"}).content("咋个要等猴年马月") == "为何要等很久"


def test_what_is_kept_on_disk_does_not_grow_with_the_dialects_that_are_spoken() -> None:
    normaliser = Normaliser()
    fresh = pickle.dumps(normaliser)
    said = [word for table in tables().values() for word in table.words]
    standard = [normaliser.standard(word) for word in said]
    assert len(pickle.dumps(normaliser)) == len(fresh)
    kept = pickle.loads(fresh)
    assert [kept.standard(word) for word in said] == standard


@given(strategies.text(max_size=60))
def test_any_text_can_be_normalised_and_spoken(text: str) -> None:
    content = NORMALISER.content(text)
    assert not set(content) & set("，。！？ \n")
    assert all(syllables(content)) or content == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhang", "zan"), ("nan", "lan"), ("hui", "fui"), ("ren", "len"), ("shing", "sin"), ("lv", "lu")],
)
def test_confusable_sounds_are_one_class(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_sounds_stay_apart() -> None:
    assert len({fold(sound) for sound in ("ma", "pa", "dou", "tou", "gan", "kai", "xi", "ji", "qi")}) == 9


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("对", "yes"),
        ("嗯嗯，是的", "yes"),
        ("对对对", "yes"),
        ("好的谢谢", "yes"),
        ("没错啊", "yes"),
        ("堆", "yes"),
        ("不是", "no"),
        ("嗯，不对", "no"),
        ("不是不是", "no"),
        ("是不是", None),
        ("对面太吵", None),
        ("不是，是停水", None),
        ("停水了", None),
        ("", None),
    ],
)
def test_yes_and_no_by_voice(said: str, answer: str | None) -> None:
    assert Answers(DialogueSettings(), NORMALISER).of(said) == answer


def test_a_correction_follows_its_no() -> None:
    answers = Answers(DialogueSettings(), NORMALISER)
    assert answers.after_no("不是，我说的是停水") == "我说的是停水"
    assert answers.after_no("我说的是停水") is None
