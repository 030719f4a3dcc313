"""A sentence whose characters only sound right is read as it was meant; what was written right stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import IvrSettings, Understanding
from ivr.dialects.pinyin import pinyin
from ivr.dialects.sounds import ONE_SOUND, Sounds, sounds_of
from ivr.dialects.tolerance import ToleranceSettings
from ivr.understanding.homophones.homophones import Homophones

SAID = (
    "我家的水表装得不对，水费多了一倍",
    "楼上半夜还在装修，吵得人睡不着",
    "社保卡丢了怎么补办",
    "路灯坏了好几天没人修",
    "想问一下公积金怎么提取",
)


@pytest.fixture(scope="module")
def sounds() -> Sounds:
    return sounds_of(ToleranceSettings())


@pytest.fixture(scope="module")
def homophones(sounds: Sounds) -> Homophones:
    return Homophones(SAID, sounds)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("我家的水标装的不对", "我家的水表装得不对"),
        ("楼上板夜还在庄修", "楼上半夜还在装修"),
        ("路灯坏了好几天没人休", "路灯坏了好几天没人修"),
        ("想问一下公鸡金怎么提取，社保咖丢了", "想问一下公积金怎么提取，社保卡丢了"),
        ("想问一下公积京怎么提取", "想问一下公积金怎么提取"),  # jing for jin: counts as one sound
    ],
)
def test_what_only_sounds_right_is_read_as_it_was_meant(
    homophones: Homophones, heard: str, meant: str
) -> None:
    assert homophones.meant(heard) == meant


@pytest.mark.parametrize("sentence", [*SAID, "", "A座12楼", "？！", "我姓章", "水表"])
def test_what_was_written_right_or_is_not_known_stays(homophones: Homophones, sentence: str) -> None:
    assert homophones.meant(sentence) == sentence


def test_without_sayings_everything_stays(sounds: Sounds) -> None:
    assert Homophones((), sounds).meant("我家的水标装的不对") == "我家的水标装的不对"


@given(text=st.text(st.sampled_from("我家的水标表装庄得不对路灯公鸡金京，。A1 \n"), max_size=40))
def test_only_chinese_characters_change_and_only_into_what_sounds_alike(
    homophones: Homophones, sounds: Sounds, text: str
) -> None:
    meant = homophones.meant(text)
    assert len(meant) == len(text)
    for heard, read in zip(text, meant, strict=True):
        if heard != read:
            (one,), (other,) = pinyin(heard), pinyin(read)
            assert sounds.cost(one, other) <= ONE_SOUND + 1e-6


def test_a_sentence_full_of_wrong_characters_finds_its_intent(understanding: Understanding) -> None:
    heard = "路登坏了号几天没人休"
    judgement = understanding.decide(heard)
    assert judgement.intent == "road"
    assert understanding.meant(heard) == "路灯坏了好几天没人修"


def test_an_emergency_is_heard_behind_other_characters(understanding: Understanding) -> None:
    judgement = understanding.decide("我家柱火了，块来人")
    assert (judgement.intent, judgement.queue) == ("fire", "emergency")


def test_where_sounds_are_not_tolerated_nothing_is_read_otherwise(settings: IvrSettings) -> None:
    exact = settings.model_copy(update={"tolerance": settings.tolerance.model_copy(update={"sounds": False})})
    heard = "路登坏了号几天没人休"
    assert Understanding(exact).meant(heard) == heard
