"""Keywords: the list for the spotter, and the spotter itself on a model that hears whistling."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_finals_tone, to_initials

from asr import AsrSettings, ModelError, RecogniserError, load_recogniser
from asr.text.keywords import compile_keywords

SYLLABLES = {reading for readings in PINYIN_DICT.values() for reading in readings.split(",")}
EVERYTHING = frozenset(
    part
    for syllable in SYLLABLES
    for part in (to_initials(syllable, strict=False), to_finals_tone(syllable, strict=False))
    if part
)
"""Initials and finals of every reading in pypinyin's dictionary."""
characters = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
chinese = st.text(characters, min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("小爱同学", "x iǎo ài t óng x ué @小爱同学"),
        ("演员", "y ǎn y uán @演员"),
        ("公积金", "g ōng j ī j īn @公积金"),
        ("社 保", "sh è b ǎo @社保"),
        ("银行", "y ín h áng @银行"),
    ],
)
def test_phrases_are_spelled_as_the_published_model_spells_them(phrase: str, line: str) -> None:
    assert compile_keywords([phrase], EVERYTHING).lines == (line,)


def test_numbers_are_listened_for_in_both_readings() -> None:
    compiled = compile_keywords(["110"], EVERYTHING)
    assert compiled.phrases == ("110",)
    assert set(compiled.lines) == {"y ī y ī l íng @110", "y āo y āo l íng @110"}


def test_what_the_model_cannot_hear_is_told_with_the_reason() -> None:
    compiled = compile_keywords(["投诉", "ETC", "定金", "订金", "a/b", "", "投诉"], EVERYTHING)
    assert compiled.phrases == ("投诉", "定金")
    reasons = {gap.phrase: gap.reason for gap in compiled.gaps}
    assert set(reasons) == {"ETC", "订金", "a/b", ""}
    assert "定金" in reasons["订金"]
    assert "Chinese characters" in reasons["ETC"]
    assert compile_keywords(["投诉"], frozenset({"t", "óu"})).gaps[0].reason == "sù: the model has no token s"


@given(st.lists(chinese, max_size=8))
def test_every_phrase_is_either_listened_for_or_explained(phrases: list[str]) -> None:
    compiled = compile_keywords(phrases, EVERYTHING)
    assert {*compiled.phrases} | {gap.phrase for gap in compiled.gaps} == set(phrases)
    assert not {*compiled.phrases} & {gap.phrase for gap in compiled.gaps}
    assert len(set(compiled.phrases)) == len(compiled.phrases)
    for line in compiled.lines:
        *sounds, phrase = line.split(" ")
        assert set(sounds) <= EVERYTHING
        assert phrase[0] == "@"
        assert phrase[1:] in compiled.phrases
    sounds_of = [line.rsplit(" @", 1)[0] for line in compiled.lines]
    assert len(set(sounds_of)) == len(sounds_of)


@given(st.lists(st.text(max_size=8), max_size=5))
def test_no_phrase_breaks_the_list(phrases: list[str]) -> None:
    compiled = compile_keywords(phrases, EVERYTHING)
    for line in compiled.text.split("/") if compiled.text else []:
        *sounds, phrase = line.split(" ")
        assert set(sounds) <= EVERYTHING
        assert phrase.startswith("@")
        assert not set(phrase[1:]) & set("/@:#\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    from tests import tone_models

    return tone_models.keyword_spotter(tmp_path_factory.mktemp("keywords"))


def whistled(characters: str, rate: int = 8000) -> bytes:
    """投诉 is whistled 一二三四 (t óu s ù)."""
    from tests import tone_models

    return tone_models.whistle(characters, rate)


@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_a_keyword_is_heard_and_nothing_else_is(folder: Path, rate: int) -> None:
    engine = load_recogniser(AsrSettings(engine="sherpa", model=str(folder)), folder, ["投诉"])
    stream = engine.stream(rate, alternatives=2, grammar=None)
    sound = whistled("一二三四", rate)
    for start in range(0, len(sound), rate // 5):
        assert not stream.accept(sound[start : start + rate // 5])
    assert stream.partial() == "投诉"
    heard = stream.final()
    assert heard.text == "投诉"
    assert [word.text for word in heard.words] == ["投诉"]
    assert 0 <= heard.words[0].start_ms < heard.words[0].end_ms <= len(sound) * 500 // rate
    stream.accept(whistled("二一四三", rate))
    assert stream.final().text == ""
    stream.accept(whistled("一二三四一二三四", rate))
    assert stream.final().text == "投诉投诉"
    stream.accept(sound)
    stream.reset()
    assert stream.final().text == ""
    engine.close()


def test_a_grammar_takes_the_place_of_the_keywords(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("WARNING", logger="asr.engines.sherpa.keywords")
    engine = load_recogniser(AsrSettings(engine="sherpa", model=str(folder)), folder, ["投诉"])
    stream = engine.stream(8000, alternatives=0, grammar=["诉投", "公积金"])
    stream.accept(whistled("一二三四"))
    assert stream.final().text == ""
    assert caplog.text.count("'公积金' is not listened for: gōng: the model has no token g") == 1
    stream.accept(whistled("三四一二"))
    assert stream.final().text == "诉投"
    deaf = engine.stream(8000, alternatives=0, grammar=["公积金"])
    deaf.accept(whistled("一二三四"))
    assert deaf.final().text == ""


def test_without_any_keyword_an_open_question_cannot_be_heard(folder: Path) -> None:
    engine = load_recogniser(AsrSettings(engine="sherpa", model=str(folder)), folder)
    with pytest.raises(RecogniserError, match="no word to listen for"):
        engine.stream(8000, alternatives=0, grammar=None)


def test_a_model_that_writes_characters_is_no_keyword_model(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    from asr.engines.sherpa.keywords import KeywordRecogniser
    from tests import tone_models

    with pytest.raises(ModelError, match="no keyword model"):
        KeywordRecogniser(tone_models.transducer(tmp_path), ["投诉"])
