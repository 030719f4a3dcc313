"""Vectors of sayings are made once, whoever needs them."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from contracts.sentences import EncodingError
from hotline.machine.encoder import kept as kept_module
from hotline.machine.encoder.kept import KeptVectors
from hotline.machine.encoder.making import made
from tests.unit.hotline.machine.encoder.doubles import ScriptedEncoder

TEXTS = [f"第{number}句" for number in range(70)]


def quietly(_made: int, _missing: int) -> None:
    """Nobody watches."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "meanings.db"


def kept(path: Path, encoder: ScriptedEncoder) -> KeptVectors:
    return KeptVectors(path, encoder.name, encoder.dimensions)


def test_each_is_made_once_and_told_as_it_is_made(path: Path) -> None:
    encoder, told = ScriptedEncoder(), list[tuple[int, int]]()
    found = made(encoder, kept(path, encoder), [*TEXTS, *TEXTS], lambda *step: told.append(step))
    assert encoder.asked == TEXTS
    assert told[0] == (0, 70)
    assert told[-1] == (70, 70)
    again, told = ScriptedEncoder(), []
    same = made(again, kept(path, again), [*TEXTS, "新的一句"], lambda *step: told.append(step))
    assert again.asked == ["新的一句"]
    assert set(same) == {*TEXTS, "新的一句"}
    for text in TEXTS:
        np.testing.assert_array_equal(same[text], found[text])


def test_what_another_encoder_made_is_not_taken_for_ones_own(path: Path) -> None:
    first, second = ScriptedEncoder("one"), ScriptedEncoder("two")
    made(first, kept(path, first), TEXTS, quietly)
    made(second, kept(path, second), TEXTS, quietly)
    assert second.asked == TEXTS


@pytest.mark.parametrize("damage", [b"this is no database" * 100, b"SQLite format 3\0" + bytes(5000), b"\0"])
def test_a_damaged_file_is_made_anew(path: Path, damage: bytes) -> None:
    encoder = ScriptedEncoder()
    made(encoder, kept(path, encoder), TEXTS, quietly)
    path.write_bytes(damage)
    found = made(encoder, kept(path, encoder), TEXTS, quietly)
    assert set(found) == set(TEXTS)
    assert set(kept(path, encoder).of(TEXTS)) == set(TEXTS)


def test_vectors_of_another_length_are_not_used(path: Path) -> None:
    encoder = ScriptedEncoder()
    made(encoder, kept(path, encoder), TEXTS, quietly)
    assert KeptVectors(path, encoder.name, 9).of(TEXTS) == {}


def test_a_disk_that_takes_nothing_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    encoder = ScriptedEncoder()
    found = made(encoder, kept(tmp_path / "var" / "meanings.db", encoder), TEXTS, quietly)
    assert set(found) == set(TEXTS)


def test_several_at_once_do_not_spoil_it(path: Path) -> None:
    def make(begin: int) -> None:
        encoder = ScriptedEncoder()
        made(encoder, kept(path, encoder), TEXTS[begin:] + TEXTS[:begin], quietly)

    threads = [threading.Thread(target=make, args=(begin,)) for begin in (0, 20, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    encoder = ScriptedEncoder()
    assert set(kept(path, encoder).of(TEXTS)) == set(TEXTS)


def test_the_oldest_are_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "MOST", 40)
    encoder = ScriptedEncoder()
    made(encoder, kept(path, encoder), TEXTS, quietly)
    assert list(kept(path, encoder).of(TEXTS)) == TEXTS[30:]


def test_what_was_made_before_a_failure_is_kept(path: Path) -> None:
    encoder = ScriptedEncoder()
    with pytest.raises(EncodingError):
        made(encoder, kept(path, encoder), [*TEXTS, "?"], quietly)
    assert len(kept(path, encoder).of(TEXTS)) == 64
