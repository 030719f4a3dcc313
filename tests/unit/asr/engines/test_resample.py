"""Sampling rates changed piece by piece."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.engines.resample import Resampler


def sine(rate: int, hertz: float, seconds: float = 1.0) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate).astype(np.float32)


@pytest.mark.parametrize("source", [8000, 11025, 16000, 22050, 32000, 44100, 48000])
@pytest.mark.parametrize("target", [8000, 16000])
def test_a_tone_stays_a_tone_of_its_height_and_strength(source: int, target: int) -> None:
    out = Resampler(source, target).push(sine(source, 1000))
    assert abs(len(out) - target) <= target // 100
    lines = np.abs(np.fft.rfft(out[target // 10 : target // 10 + target // 2])) / (target / 4)
    assert int(lines.argmax()) == 500
    assert lines.max() == pytest.approx(1, abs=0.03)
    lines[490:511] = 0
    assert lines.max() < 0.02


def test_what_the_lower_rate_cannot_hold_is_taken_away() -> None:
    assert np.abs(Resampler(16000, 8000).push(sine(16000, 5500))[400:]).max() < 0.01


@given(
    st.lists(st.integers(0, 700), min_size=1, max_size=12),
    st.sampled_from([(8000, 16000), (48000, 16000), (44100, 8000)]),
)
def test_the_size_of_the_pieces_does_not_matter(sizes: list[int], rates: tuple[int, int]) -> None:
    sound = np.random.default_rng(1).normal(size=sum(sizes)).astype(np.float32)
    whole = Resampler(*rates).push(sound)
    resampler = Resampler(*rates)
    parts = np.split(sound, np.cumsum(sizes)[:-1])
    pieces = np.concatenate([resampler.push(part) for part in parts])
    assert len(pieces) == len(whole)
    assert np.allclose(pieces, whole, atol=1e-5)


def test_equal_rates_change_nothing() -> None:
    sound = sine(8000, 440)
    assert Resampler(8000, 8000).push(sound) is sound
