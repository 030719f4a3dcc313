"""Telephone lines, recordings and the features made from them."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hypothesis import given, settings
from hypothesis import strategies as st

from models.training.language.phones import PHONE_ID, SILENCE
from models.training.sound.augment import TO_CEPSTRA, TO_LOG_MEL, augmented, tract_matrix
from models.training.sound.channel import RATE, TelephoneLine
from models.training.sound.features import CEPSTRA, Examples, stretch
from models.training.speech.recordings import pseudo_sentences, read_speaker


def _tone(seconds: float, rate: int) -> np.ndarray:
    return np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 300 / rate).astype(np.float32)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([8000, 16000, 22050, 24000]), st.floats(0.76, 1.2))
def test_a_line_carries_any_voice_at_telephone_rate(seed: int, rate: int, warp: float) -> None:
    line = TelephoneLine(random.Random(seed), np.random.default_rng(seed))
    heard = line.carry(_tone(0.5, rate), rate, warp)
    assert heard.dtype == np.int16
    assert np.abs(heard).max() > 0
    sent = np.trim_zeros(heard)  # some lines send nothing at all before and after
    assert 0.5 / warp - 0.05 < len(sent) / RATE
    assert len(sent) / RATE < 0.5 / warp + 1.3


def test_lines_differ_and_the_same_seed_repeats() -> None:
    sound = _tone(0.5, RATE)
    first, again = (TelephoneLine(random.Random(4), np.random.default_rng(4)) for _ in range(2))
    one, other = first.carry(sound, RATE), again.carry(sound, RATE)
    assert np.array_equal(one, other)
    assert not np.array_equal(first.carry(sound, RATE)[:1000], one[:1000])


def test_some_lines_send_nothing_at_all_around_the_voice() -> None:
    line = TelephoneLine(random.Random(1), np.random.default_rng(1))
    carried = [line.carry(_tone(0.5, RATE), RATE) for _ in range(200)]
    empty = sum(not heard[: RATE // 10].any() and not heard[-RATE // 10 :].any() for heard in carried)
    assert 5 <= empty <= 50


def test_cepstra_survive_the_way_to_mel_energies_and_back() -> None:
    cepstra = np.random.default_rng(0).normal(0, 10, (5, CEPSTRA)).astype(np.float32)
    assert np.allclose(cepstra @ TO_LOG_MEL @ TO_CEPSTRA, cepstra, atol=1e-2)


def test_an_ordinary_vocal_tract_changes_nothing_and_a_short_one_raises_formants() -> None:
    peak = np.zeros((1, CEPSTRA), np.float32)
    peak[0, 20] = 1
    assert np.allclose(peak @ tract_matrix(1.0, 1.0), peak, atol=1e-4)
    assert (peak @ tract_matrix(0.9, 0.9)).argmax() > 20 > (peak @ tract_matrix(1.1, 1.1)).argmax()


def test_low_and_high_formants_move_apart() -> None:
    low, high = np.eye(CEPSTRA, dtype=np.float32)[[8, 32]]
    matrix = tract_matrix(1.1, 0.8)
    assert (low @ matrix).argmax() < 8
    assert (high @ matrix).argmax() > 32


@given(st.integers(10, 200), st.floats(0.5, 1.5))
def test_stretching_keeps_the_ends(frames: int, factor: float) -> None:
    features = np.arange(frames * CEPSTRA, dtype=np.float16).reshape(frames, CEPSTRA) / 1000
    stretched = stretch(features, factor)
    assert len(stretched) == max(2, round(frames * factor))
    assert np.allclose(stretched[[0, -1]], features[[0, -1]], atol=0.1)


@given(st.integers(0, 1000), st.integers(1, 30))
def test_an_augmented_utterance_still_fits_its_labels(seed: int, labels: int) -> None:
    features = np.zeros((4 * labels + 8, CEPSTRA), np.float16)
    result = augmented(features, labels, random.Random(seed), np.random.default_rng(seed))
    assert result.shape[1] == CEPSTRA
    assert len(result) // 3 >= labels


@given(st.integers(0, 1000), st.integers(20, 120))
def test_augmentation_is_new_each_time_and_the_same_for_a_seed(seed: int, frames: int) -> None:
    features = np.random.default_rng(seed).normal(5, 3, (frames, CEPSTRA)).astype(np.float16)
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    one, other = (augmented(features, 3, rng, noise) for _ in range(2))
    again = augmented(features, 3, random.Random(seed), np.random.default_rng(seed))
    assert np.isfinite(one).all()
    assert np.array_equal(one, again)
    assert one.shape != other.shape or not np.allclose(one, other)


def test_lines_that_send_nothing_in_pauses_are_learnt() -> None:
    features = np.random.default_rng(1).normal(5, 3, (100, CEPSTRA)).astype(np.float16)
    rng, noise = random.Random(1), np.random.default_rng(1)
    lowest = min(float(augmented(features, 3, rng, noise)[:, 0].min()) for _ in range(100))
    assert lowest == pytest.approx(np.log(np.finfo(np.float32).eps) * np.sqrt(CEPSTRA), rel=1e-3)


def test_examples_survive_the_disk_and_refuse_what_does_not_fit(tmp_path: Path) -> None:
    examples = Examples()
    assert examples.add(np.ones((40, CEPSTRA), np.float16), [1, 5, 7, 1])
    assert examples.add(np.zeros((50, CEPSTRA), np.float16), [1, 9, 1])
    assert not examples.add(np.zeros((9, CEPSTRA), np.float16), [1, 5, 7, 1])
    examples.save(tmp_path / "some.npz")
    back = Examples()
    back.load(tmp_path / "some.npz")
    assert back.labels == examples.labels
    assert [f.tolist() for f in back.features] == [f.tolist() for f in examples.features]


def test_recordings_are_read_by_their_names_and_joined(tmp_path: Path) -> None:
    for name in ("你好", "zhang1", "abc", "行"):  # the last two do not say how they are spoken
        sf.write(tmp_path / f"{name}.opus", _tone(0.5, 16000), 16000, format="OGG", subtype="OPUS")
    speaker = read_speaker(tmp_path)
    spoken = sorted([PHONE_ID[phone] for phone in word] for word in (("n", "i", "h", "ao"), ("zh", "ang")))
    assert sorted(recording.labels for recording in speaker) == spoken
    sentences = pseudo_sentences(speaker, random.Random(1))
    for _ in range(10):
        sound, labels = next(sentences)
        assert labels[0] == labels[-1] == PHONE_ID[SILENCE]
        assert len(sound) > 0.3 * 16000


def test_features_have_forty_cepstra_a_hundred_times_a_second() -> None:
    pytest.importorskip("kaldi_native_fbank", reason="kaldi-native-fbank is absent (extra: train)")
    from models.training.sound.features import mfcc

    features = mfcc((_tone(1.0, RATE) * 10000).astype(np.int16))
    assert features.shape == (98, CEPSTRA)
    assert np.isfinite(features.astype(np.float32)).all()
