"""Kokoro's symbols: every syllable has some, and long sentences come apart at their pauses."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from models.speaking.kokoro import Kokoro, KokoroMissing, load_voices
from models.speaking.symbols import NUMBERS, PAUSES, numbers, pieces, syllable_symbols, symbols

ALL = sorted({s for code in range(0x4E00, 0x9FA6) for s in lazy_pinyin(chr(code), Style.NORMAL)} - {""})
TRANSCRIPTION = "6096"
"""First digits of the hash over all syllables: it was compared, symbol by symbol, with the transcription that
Kokoro learnt from (misaki 0.9.4, Apache-2.0); any difference would be heard.
"""


def test_all_syllables_are_written_as_kokoro_learnt_them() -> None:
    syllables = [s for s in ALL if s.replace("ü", "v").isascii() or s == "ê"]
    assert len(syllables) == 410
    rows = [f"{s}{tone}={syllable_symbols(s + tone)}" for s in syllables for tone in "12345"]
    assert all(symbol in NUMBERS for row in rows for symbol in row.split("=")[1])
    assert hashlib.sha256("\n".join(rows).encode()).hexdigest()[:4] == TRANSCRIPTION


@pytest.mark.parametrize(
    ("syllable", "written"),
    [
        *(("zhang1", "ꭧa→ŋ"), ("shi4", "ʂɨ↘"), ("xi3", "ɕi↓"), ("lv4", "ly↘"), ("lüe4", "lɥe↘")),
        *(("yuan2", "ɥɛ↗n"), ("er4", "ɚ↘"), ("men5", "mən"), ("wu3", "u↓"), ("liu4", "ljou↘")),
        *(("gui1", "kwei→"), ("sei4", "sei↘")),
    ],
)
def test_syllables(syllable: str, written: str) -> None:
    assert syllable_symbols(syllable) == written


@pytest.mark.parametrize("text", ["", "1", "zhang", "zhang6", "xyz1", "a", "转"])
def test_what_is_no_syllable_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="not a pinyin syllable"):
        syllable_symbols(text)


def test_pauses_close_up_with_the_word_before() -> None:
    assert symbols([["nin2", "hao3"], [","], ["qing3"], ["?"]]) == "ni↗nxau↓, ʨʰi↓ŋ?"
    assert symbols([["hao3"], [","]]) == "xau↓"


WORD = st.lists(st.sampled_from(("ni3", "zhuang4", "er2")), min_size=1, max_size=4)
WORDS = st.lists(st.one_of(WORD, st.sampled_from([[mark] for mark in PAUSES])), max_size=40)


@given(WORDS)
def test_pieces_are_short_enough_and_lose_nothing(words: list[list[str]]) -> None:
    found = list(pieces(words, 60))
    assert [word for piece in found for word in piece] == words
    assert all(len(numbers(piece)) <= 60 for piece in found)


def test_a_sentence_that_fits_stays_whole() -> None:
    words = [["hao3"], [","], ["hao3"]]
    assert list(pieces(words, 60)) == [words]


def test_without_kokoro_the_way_to_get_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(KokoroMissing, match="script/setup --extra voices"):
        load_voices(tmp_path)
    (tmp_path / "voices").mkdir()
    np.zeros(7, "<f4").tofile(tmp_path / "voices" / "zf_xiaoxiao.bin")
    with pytest.raises(KokoroMissing, match=r"zf_xiaoxiao\.bin is damaged"):
        load_voices(tmp_path)
    with pytest.raises(KokoroMissing, match="script/setup --extra voices"):
        Kokoro(tmp_path)
