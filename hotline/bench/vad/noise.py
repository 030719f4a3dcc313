"""What may lie over a caller's voice, and what lines do to it. Every noise fills the whole call."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from hotline.bench.material.sound import PACKET, QUIET_RMS, RATE, Samples, coded, pink, to_pcm
from hotline.bench.vad.speech import Spoken

_TALKERS = 6
_NOTE_S = 0.35
_SCALE_HZ = (262.0, 294.0, 330.0, 392.0, 440.0, 523.0)
"""A pentatonic scale, as music on hold plays it."""
_COMFORT_DBFS = -55.0
_HANGOVER_FRAMES = 10

Line = Callable[[Spoken, np.random.Generator], Samples]
"""What the far end of the line hears of a call; full scale is 1."""


def lines(others: Sequence[Spoken]) -> dict[str, Line]:
    """Conditions by name. Background talk is made of `others`."""

    def babble(spoken: Spoken, rng: np.random.Generator) -> Samples:
        mixed = np.zeros(len(spoken.sound), np.float32)
        for index in rng.integers(0, len(others), _TALKERS):
            other = others[index]
            talk = [other.sound[start * PACKET : end * PACKET] for start, end in other.sentences]
            without_gaps = np.resize(np.concatenate(talk), len(mixed)) / math.sqrt(other.power)
            mixed += np.roll(without_gaps, int(rng.integers(len(mixed))))
        return mixed

    conditions: dict[str, Line] = {"clean": lambda spoken, rng: spoken.sound}
    for name, noise in (("pink noise", _pink), ("background talk", babble), ("music", _music)):
        for ratio_db in (20, 10, 5):
            conditions[f"{name} {ratio_db} dB"] = _with(noise, ratio_db)
    conditions["mains hum 10 dB"] = _with(_hum, 10)
    conditions["comfort noise"] = _comfort
    conditions["clipped"] = lambda spoken, rng: spoken.sound * np.float32(1 / math.sqrt(spoken.power))
    conditions["DC offset"] = lambda spoken, rng: spoken.sound * np.float32(0.7) + np.float32(0.25)
    conditions["one-bit noise"] = lambda spoken, rng: spoken.sound + _one_bit(spoken, rng)
    conditions["packet loss 5 %"] = _lossy
    return conditions


def heard(line: Line, spoken: Spoken, rng: np.random.Generator) -> bytes:
    """The call over a line, with the line's own quiet noise: 16-bit little-endian at 8 kHz after A-law."""
    sound = line(spoken, rng)
    sound = sound + rng.standard_normal(len(sound)).astype(np.float32) * np.float32(QUIET_RMS / 32768)
    return coded(to_pcm(sound), "alaw")


def _with(noise: Line, ratio_db: float) -> Line:
    """The voice's mean power while it speaks is `ratio_db` above the noise's."""

    def mixed(spoken: Spoken, rng: np.random.Generator) -> Samples:
        added = noise(spoken, rng)
        gain = math.sqrt(spoken.power / float(np.mean(added**2))) * 10 ** (-ratio_db / 20)
        return np.asarray(spoken.sound + added * np.float32(gain), np.float32)

    return mixed


def _pink(spoken: Spoken, rng: np.random.Generator) -> Samples:
    return pink(len(spoken.sound), rng)


def _hum(spoken: Spoken, rng: np.random.Generator) -> Samples:
    time = np.arange(len(spoken.sound)) / RATE
    return np.asarray(sum(np.sin(2 * np.pi * 50 * n * time) / n for n in (1, 2, 3, 5, 7)), np.float32)


def _music(spoken: Spoken, rng: np.random.Generator) -> Samples:
    """Two voices of plucked notes with overtones."""
    sound = np.zeros(len(spoken.sound), np.float32)
    length = int(_NOTE_S * RATE)
    time = np.arange(2 * length) / RATE
    for start in range(0, len(sound) - 2 * length, length):
        for hertz in rng.choice(_SCALE_HZ, 2):
            note = sum(np.sin(2 * np.pi * hertz * n * time) / n**1.5 for n in range(1, 6))
            sound[start : start + 2 * length] += np.exp(-time * 4) * note
    return sound


def _comfort(spoken: Spoken, rng: np.random.Generator) -> Samples:
    """Between sentences a gateway makes noise of its own; while somebody speaks there is none."""
    kept = np.convolve(spoken.voiced, np.ones(_HANGOVER_FRAMES), "full")[: len(spoken.voiced)] > 0
    noise = rng.standard_normal(len(spoken.sound)) * 10 ** (_COMFORT_DBFS / 20)
    return np.asarray(np.where(np.repeat(kept, PACKET), spoken.sound, noise), np.float32)


def _one_bit(spoken: Spoken, rng: np.random.Generator) -> Samples:
    """Every sample 15 dB below the voice, up or down."""
    level = math.sqrt(spoken.power) * 10 ** (-15 / 20)
    return np.asarray((rng.integers(0, 2, len(spoken.sound)) * 2 - 1) * level, np.float32)


def _lossy(spoken: Spoken, rng: np.random.Generator) -> Samples:
    arrived = rng.random(len(spoken.voiced)) >= 0.05
    return np.asarray(spoken.sound * np.repeat(arrived, PACKET), np.float32)
