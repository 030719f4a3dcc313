"""Telephone codecs: the voice comes through, changed as the codec changes it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from models.training.sound.codecs import RATE, Codec, a_law, gsm, mu_law, predictive

_CODECS = (a_law, mu_law, gsm, predictive)


def _vowel(seconds: float = 1.0) -> np.ndarray:
    """A buzz of 120 Hz through two formants."""
    along = np.arange(int(seconds * RATE)) / RATE
    parts = [
        np.sin(2 * np.pi * 120 * k * along)
        / (1 + ((120 * k - 600) / 200) ** 2 * ((120 * k - 1300) / 300) ** 2)
        for k in range(1, 30)
    ]
    sound = np.sum(parts, axis=0)
    return (sound / np.abs(sound).max() * 0.5).astype(np.float32)


def _noise_db(codec: Codec) -> float:
    sound = _vowel()
    error = codec(sound) - sound
    return float(10 * np.log10((error**2).sum() / (sound**2).sum()))


@pytest.mark.parametrize("codec", _CODECS)
def test_a_vowel_comes_through(codec: Codec) -> None:
    sound = _vowel()
    heard = codec(sound)
    assert heard.dtype == np.float32
    assert not np.array_equal(heard, sound)
    assert np.corrcoef(heard, sound)[0, 1] > 0.7


def test_the_fewer_bits_the_more_noise() -> None:
    assert _noise_db(a_law) < -30
    assert _noise_db(mu_law) < -30
    assert _noise_db(gsm) > -25
    assert _noise_db(predictive) > -25


@settings(max_examples=30)
@given(hnp.arrays(np.float32, st.integers(1, 1000), elements=st.floats(-1, 1, width=32)))
def test_any_sound_keeps_its_length_and_its_bounds(sound: np.ndarray) -> None:
    for codec in _CODECS:
        heard = codec(sound)
        assert len(heard) == len(sound)
        assert np.abs(heard).max() <= 1.01
