"""Sound for the tests, made up on the spot and the same every time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FORMANTS = ((500, 1.0), (1100, 0.4), (2500, 0.1))
"""Hz and weight: about the vowel of 饿."""
Wave = NDArray[np.float64]


def pcm(wave: Wave) -> bytes:
    """16-bit little-endian mono; louder than full scale is clipped."""
    return np.clip(np.round(wave), -32768, 32767).astype("<i2").tobytes()


def silence(ms: int, rate: int = 8000) -> Wave:
    return np.zeros(ms * rate // 1000)


def voice(ms: int, rate: int = 8000, rms: float = 3000.0, seed: int = 1) -> Wave:
    """Something a voice detector takes for a voice: syllables of 200 ms with a gliding pitch."""
    rng = np.random.default_rng(seed)
    time = np.arange(ms * rate // 1000) / rate
    pitch = 150 + 30 * np.sin(2 * np.pi * 1.3 * time) + 8 * np.sin(2 * np.pi * 6 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    wave = np.zeros_like(time)
    for harmonic in range(1, 14):
        formant = sum(share / (1 + ((harmonic * 150 - hertz) / 70) ** 2) for hertz, share in FORMANTS)
        wave += formant * np.sin(harmonic * phase + rng.uniform(0, 2 * np.pi))
    syllables = 0.15 + 0.85 * np.abs(np.sin(np.pi * time / 0.2)) ** 0.7
    wave *= syllables
    return wave / wave.std() * rms


def white(ms: int, rms: float, rate: int = 8000, seed: int = 1) -> Wave:
    return np.random.default_rng(seed).standard_normal(ms * rate // 1000) * rms


def pink(ms: int, rms: float, rate: int = 8000, seed: int = 1) -> Wave:
    """Noise that falls by 3 dB an octave, as in a car or a hall."""
    lines = np.fft.rfft(white(ms, 1, rate, seed))
    lines[1:] /= np.sqrt(np.arange(1, len(lines)))
    lines[0] = 0
    wave = np.fft.irfft(lines, ms * rate // 1000)
    return wave / wave.std() * rms


def one_bit(ms: int, level: float, rate: int = 8000, seed: int = 1) -> Wave:
    """Every sample is plus or minus `level`."""
    return (np.random.default_rng(seed).integers(0, 2, ms * rate // 1000) * 2.0 - 1) * level


def tone(ms: int, *hertz: float, rate: int = 8000, level: float = 6000.0) -> Wave:
    time = np.arange(ms * rate // 1000) / rate
    return level * sum((np.sin(2 * np.pi * f * time) for f in hertz), np.zeros_like(time))


def frames(sound: bytes, rate: int = 8000) -> list[bytes]:
    """Whole frames of 20 ms; a rest is left out."""
    size = rate // 50 * 2
    return [sound[i : i + size] for i in range(0, len(sound) - size + 1, size)]
