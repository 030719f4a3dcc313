"""Which language a sentence is in: as the second pass says, or by its letters."""

from __future__ import annotations

import pytest

from ivr.understanding.tongue import Tongue, tongue_of, words_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我家停水了", "zh"),
        ("我的WiFi坏了", "zh"),
        ("where can I renew my residence permit", "en"),
        ("日本語を話せる人はいますか", "ja"),
        ("한국어 하시는 분 계세요", "ko"),
        ("Где можно продлить визу", "ru"),
        ("أين مكتب الهجرة", "ar"),
        ("ขอต่อวีซ่าที่ไหน", "th"),
        ("12345", "und"),
        ("", "und"),
    ],
)
def test_letters_tell(text: str, language: str) -> None:
    assert tongue_of(text).language == language


def test_what_the_second_pass_says_goes_before_the_letters() -> None:
    assert tongue_of("安东尼", "en", 0.9) == Tongue("en", 0.9)
    assert tongue_of("hello", "zh", 0.6).chinese


def test_two_languages_in_one_sentence_are_less_sure() -> None:
    assert tongue_of("my friend is sick").confidence == 1
    mixed = tongue_of("my friend is sick，他要去医院")
    assert 0.5 < mixed.confidence < 0.8


@pytest.mark.parametrize("language", ["zh", "yue", "wuu", "nan", "und"])
def test_what_is_understood_here_is_chinese(language: str) -> None:
    assert Tongue(language, 1.0).chinese


def test_an_agent_reads_its_name() -> None:
    assert Tongue("en", 1.0).name == "英语"
    assert "xh" in Tongue("xh", 1.0).name


def test_words_are_counted_where_there_are_no_blanks() -> None:
    assert words_of("I don't know") == ["i", "don't", "know"]
    assert words_of("我家停水了") == ["我家", "停水", "了"]
    assert words_of("我的WiFi坏了") == ["我的", "wifi", "坏了"]
