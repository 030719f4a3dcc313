"""Telephone lines as they differ from call to call: rooms, handsets, loudness, noise, coding.

`sound.telephone` is one good line, on which one thing at a time can be made worse. This is a line drawn at
random, with the ranges of ../shared/notes/speech.md, so that figures can be held against those there.
"""

from __future__ import annotations

import math

import numpy as np
import soxr
from scipy.signal import butter, fftconvolve, firwin2, lfilter, sosfilt

from hotline.bench.material.sound import RATE, Samples, coded, to_pcm

_ROOM_SHARE = 0.3
_REVERB_DB = 60.0
_EQUALISER_SHARE = 0.5
_EQUALISER_BANDS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
_ALAW_SHARE, _ULAW_SHARE = 0.4, 0.4
"""The rest is not companded."""


def varied_line(voice: Samples, rate: int, rng: np.random.Generator, warp: float = 1.0) -> bytes:
    """`voice` at `rate` Hz as 16-bit little-endian mono at 8 kHz, over a line drawn from `rng`.

    `warp` above 1 makes the voice faster and higher, as a tape that runs too fast.
    """
    source = round(rate * warp / 50) * 50
    sound = soxr.resample(voice, source, RATE)
    sound = sound / max(float(np.abs(sound).max(initial=0.0)), 1e-6)
    if rng.random() < _ROOM_SHARE:
        sound = _in_a_room(sound, rng)
    sound = _through_a_handset(sound, rng)
    sound = _with_noise(sound, rng)
    peak_db = rng.uniform(-24, -1)
    sound *= 10 ** (peak_db / 20) / max(float(np.abs(sound).max(initial=0.0)), 1e-6)
    pcm = to_pcm(sound.astype(np.float32))
    coding = rng.random()
    if coding < _ALAW_SHARE:
        return coded(pcm, "alaw")
    if coding < _ALAW_SHARE + _ULAW_SHARE:
        return coded(pcm, "ulaw")
    return pcm


def _in_a_room(sound: Samples, rng: np.random.Generator) -> Samples:
    """50 to 350 ms until the echo has died away, 4 to 20 dB weaker than the voice."""
    length = int(RATE * rng.uniform(0.05, 0.35))
    decay = 10 ** (-np.arange(length) / length * _REVERB_DB / 20)
    echo = rng.standard_normal(length) * decay
    echo *= rng.uniform(0.1, 0.6) / math.sqrt(float((echo**2).sum()))
    echo[0] = 1.0
    return np.asarray(fftconvolve(sound, echo)[: len(sound) + length // 2], np.float32)


def _through_a_handset(sound: Samples, rng: np.random.Generator) -> Samples:
    """Tilt, unevenness of 6 dB, a quiet line before and after, and the band of a telephone."""
    sound = lfilter([1.0, -rng.uniform(-0.5, 0.6)], [1.0], sound)
    if rng.random() < _EQUALISER_SHARE:
        gains = 10 ** (rng.uniform(-6, 6, len(_EQUALISER_BANDS)) / 20)
        sound = lfilter(firwin2(33, _EQUALISER_BANDS, gains), [1.0], sound)
    before, after = np.zeros(int(RATE * rng.uniform(0.1, 0.6))), np.zeros(int(RATE * rng.uniform(0.15, 0.7)))
    band = butter(2, [rng.uniform(120, 350), rng.uniform(3200, 3750)], "band", fs=RATE, output="sos")
    return np.asarray(sosfilt(band, np.concatenate([before, sound, after])), np.float32)


def _with_noise(sound: Samples, rng: np.random.Generator) -> Samples:
    """White noise or a duller one, 15 to 40 dB below the voice."""
    noise = rng.standard_normal(len(sound))
    if rng.random() < 0.5:
        noise = lfilter([1.0], [1.0, -rng.uniform(0.5, 0.97)], noise)
    ratio = 10 ** (-rng.uniform(15, 40) / 20)
    level = math.sqrt(float(np.mean(sound**2))) / max(float(noise.std()), 1e-9)
    return np.asarray(sound + noise * level * ratio, np.float32)
