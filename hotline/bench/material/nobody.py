"""Sounds in which nobody speaks to anybody: what a line carries besides callers.

All are made here, so that everybody hears the same ones; levels and lengths are drawn with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.signal import butter, sosfilt

from hotline.bench.material.material import Item
from hotline.bench.material.sound import QUIET_RMS, RATE, Samples, coded, pink, to_pcm

SHORTEST_S, LONGEST_S = 1.0, 6.0
PAD_S = 1.0
"""Of a quiet line before and after: a call goes on."""
_LEVELS_DBFS = (-55.0, -18.0)
"""Mean power of a piece, from hardly audible to as loud as a caller."""
_TALKERS = 8
_SCALE_HZ = (262.0, 294.0, 330.0, 392.0, 440.0, 523.0, 587.0, 659.0)
_DTMF_HZ = (697.0, 770.0, 852.0, 941.0), (1209.0, 1336.0, 1477.0, 1633.0)
_LINE_HZ = 450.0
"""Ringing and busy tone in China (GB/T 3380)."""

Sound = Callable[[int, np.random.Generator], Samples]
"""So many samples, of any level."""


def pieces(kind: Sound, name: str, count: int, seed: int) -> list[Item]:
    """`count` pieces of one kind over a telephone, each of its own length and level."""
    found = []
    for index in range(count):
        rng = np.random.default_rng([seed, index, *name.encode()])
        sound = kind(int(rng.uniform(SHORTEST_S, LONGEST_S) * RATE), rng)
        level = 10 ** (rng.uniform(*_LEVELS_DBFS) / 20)
        sound = sound * np.float32(level / max(float(np.sqrt(np.mean(sound**2))), 1e-9))
        pad = np.zeros(int(PAD_S * RATE), np.float32)
        sound = np.concatenate([pad, sound, pad])
        sound += rng.standard_normal(len(sound)).astype(np.float32) * np.float32(QUIET_RMS / 32768)
        found.append(Item(f"{name} {index:03d}", "", coded(to_pcm(sound), "alaw")))
    return found


def silence(length: int, rng: np.random.Generator) -> Samples:
    """Nothing but the line, which is added to every piece."""
    return np.zeros(length, np.float32)


def white(length: int, rng: np.random.Generator) -> Samples:
    return rng.standard_normal(length).astype(np.float32)


def pink_noise(length: int, rng: np.random.Generator) -> Samples:
    return pink(length, rng)


def babble(length: int, rng: np.random.Generator) -> Samples:
    """A hall of eight people of whom no word is understood: voiced sounds that come and go in syllables.

    Made, not recorded: pulses through the formants of vowels, eight of them on top of one another.
    """
    mixed = np.zeros(length, np.float32)
    for _ in range(_TALKERS):
        mixed += _talker(length, rng)
    return mixed


def mixed_talk(voices: Sequence[Samples]) -> Sound:
    """Eight of these voices (8 kHz) on top of one another: real speech, no word of which stands out."""

    def talk(length: int, rng: np.random.Generator) -> Samples:
        mixed = np.zeros(length, np.float32)
        for index in rng.integers(0, len(voices), _TALKERS):
            voice = voices[index] / max(float(np.sqrt(np.mean(voices[index] ** 2))), 1e-9)
            mixed += np.roll(np.resize(voice, length), int(rng.integers(length)))
        return mixed

    return talk


def music(length: int, rng: np.random.Generator) -> Samples:
    """Two or three voices of plucked or held notes with overtones, as on hold."""
    sound = np.zeros(length, np.float32)
    note_s, decay = rng.uniform(0.2, 0.6), rng.uniform(0.5, 6.0)
    step = int(note_s * RATE)
    time = np.arange(2 * step) / RATE
    attack = np.minimum(1, time / 0.01) * np.minimum(1, (time[-1] - time) / 0.05)
    for start in range(0, length, step):
        for hertz in rng.choice(_SCALE_HZ, int(rng.integers(2, 4))):
            note = sum(np.sin(2 * np.pi * hertz * n * time) / n**1.5 for n in range(1, 6))
            played = (np.exp(-time * decay) * attack * note)[: length - start]
            sound[start : start + len(played)] += played
    return sound


def tones(length: int, rng: np.random.Generator) -> Samples:
    """Ringing (1 s in 5), busy (0.35 s in 0.7), keys, or a fax's call (1100 Hz, 0.5 s in 3.5)."""
    kind = rng.choice(["ringing", "busy", "keys", "fax"])
    time = np.arange(length) / RATE
    if kind == "keys":
        return _keys(length, rng)
    hertz = 1100.0 if kind == "fax" else _LINE_HZ
    on_s, every_s = {"ringing": (1.0, 5.0), "busy": (0.35, 0.7), "fax": (0.5, 3.5)}[str(kind)]
    audible = (time + rng.uniform(0, on_s / 2)) % every_s < on_s
    return np.asarray(np.sin(2 * np.pi * hertz * time) * audible, np.float32)


def breath(length: int, rng: np.random.Generator) -> Samples:
    """Coughs, puffs into the microphone and breathing: bursts of noise in the bands of a throat."""
    sound = np.zeros(length, np.float32)
    at = int(rng.uniform(0, 0.3) * RATE)
    while at < length:
        long = rng.random() < 0.4  # a breath, else a cough or a puff
        size = int(rng.uniform(0.5, 1.2) * RATE) if long else int(rng.uniform(0.08, 0.35) * RATE)
        low, high = (300.0, 1800.0) if long else (150.0, rng.uniform(900.0, 3000.0))
        noise = sosfilt(butter(2, [low, high], "band", fs=RATE, output="sos"), rng.standard_normal(size))
        time = np.arange(size) / size
        shape = np.sin(np.pi * time) ** 2 if long else np.minimum(1, time / 0.05) * np.exp(-time * 4)
        burst = (noise * shape * (0.2 if long else 1.0))[: length - at]
        sound[at : at + len(burst)] += burst
        at += size + int(rng.uniform(0.1, 1.5) * RATE)
    return sound


def _talker(length: int, rng: np.random.Generator) -> Samples:
    """Pulses of a voice through two changing formants, four syllables a second."""
    sound = np.zeros(length, np.float32)
    pitch = rng.uniform(90, 260)
    at = -int(rng.uniform(0, 0.3) * RATE)
    while at < length:
        size = int(rng.uniform(0.12, 0.35) * RATE)
        phase = np.cumsum(np.full(size, pitch * rng.uniform(0.85, 1.2) / RATE))
        pulses = np.diff(np.floor(phase), prepend=0.0) + rng.standard_normal(size) * 0.02
        voiced = np.zeros(size)
        for low, high in ((300, 900), (900, 2400)):
            centre = rng.uniform(low, high)
            band = butter(1, [centre * 0.85, min(centre * 1.15, 3900)], "band", fs=RATE, output="sos")
            voiced += sosfilt(band, pulses)
        voiced *= np.sin(np.pi * np.arange(size) / size)
        begin = max(0, at)
        heard = voiced[begin - at : begin - at + max(0, length - begin)]
        sound[begin : begin + len(heard)] += heard.astype(np.float32)
        at += size + int(rng.uniform(0, 0.25) * RATE)
    return sound


def _keys(length: int, rng: np.random.Generator) -> Samples:
    sound = np.zeros(length, np.float32)
    time = np.arange(int(0.12 * RATE)) / RATE
    for start in range(0, length, int(rng.uniform(0.2, 0.5) * RATE)):
        low, high = (float(rng.choice(group)) for group in _DTMF_HZ)
        key = np.sin(2 * np.pi * low * time) + np.sin(2 * np.pi * high * time)
        sound[start : start + len(time)] += key[: length - start]
    return sound


KINDS: dict[str, Sound] = {
    "silence": silence,
    "white noise": white,
    "pink noise": pink_noise,
    "babble": babble,
    "music": music,
    "tones": tones,
    "coughs and breath": breath,
}
"""What is made here; `mixed_talk` needs voices."""
