"""Calls for the measurement of voice detection: sentences between pauses, and where speech truly is.

The truth comes from the energy of the sound before any noise is added.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from hotline.bench.material.material import Material
from hotline.bench.material.sound import PACKET, RATE, Samples
from hotline.bench.material.voices import VARIANTS, pinyin, speak
from hotline.bench.rows import NoMaterial

SENTENCES = Path(__file__).with_name("vad.txt").read_text(encoding="utf-8").split()
"""Written for this bench; no set that anything else is measured with."""
SPEAKER = "syll_chen"
"""A woman who speaks single syllables (shared data, training recordings). The other such archive will not do:
its recordings hold noise of their own, in which energy does not show where speech is."""
TAPE_SPEEDS = {"woman": 1.0, "lower voice": 0.8, "higher voice": 1.15}
"""Her recordings played slower and faster are further voices."""
SENTENCES_A_CALL = 3
PAUSE_S = (0.15, 0.4)
"""Within a sentence. Shorter than the pause that ends one, so none of these may end it."""
GAP_S = (1.5, 3.0)
LEVEL_DBFS = (-32.0, -18.0)
"""Of the speech itself; each sentence is up to `VARIATION_DB` louder or softer, as people move."""
VARIATION_DB = 4.0
_DROP_DB = 35.0
"""So far below its loudest frame a sentence's sound is silence."""
_CORE_DB = 15.0
"""Single syllables die away slowly; in a sentence the next one begins before that."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A call without noise. Frames are 20 ms."""

    source: str
    sound: Samples
    voiced: NDArray[np.bool_]
    """Of each frame, whether it is speech."""
    sentences: tuple[tuple[int, int], ...]
    """First frame of each, and the one after its last."""
    power: float
    """Mean square of the voiced frames."""


def calls(data: Path, recordings: Path | None, seed: int, sentences: int) -> tuple[list[Spoken], list[str]]:
    """Calls from every source that is here, `sentences` from each, and why others are missing.

    Raises `NoMaterial` when `recordings` cannot be used.
    """
    rng = np.random.default_rng(seed)
    material = Material(data, seed)
    sources = {"synthetic": _synthetic(rng)}
    sources |= {name: _syllables(material, rng, speed) for name, speed in TAPE_SPEEDS.items()}
    found, missing = [], []
    for name, voices in sources.items():
        try:
            found += _calls(name, list(islice(voices, sentences)), rng)
        except NoMaterial as error:
            missing.append(f"{name}: {error}")
    if recordings is not None:
        found += _calls("recorded", list(islice(_recordings(recordings), sentences)), rng)
    return found, missing


def _calls(source: str, spoken: Sequence[Samples], rng: np.random.Generator) -> list[Spoken]:
    starts = range(0, len(spoken), SENTENCES_A_CALL)
    return [_call(source, spoken[start : start + SENTENCES_A_CALL], rng) for start in starts]


def _synthetic(rng: np.random.Generator) -> Iterator[Samples]:
    """Own sentences by variants of espeak-ng; commas are pauses."""
    for index, text in enumerate(SENTENCES):
        variant = VARIANTS[index // SENTENCES_A_CALL % len(VARIANTS)]
        speed, pitch = int(rng.integers(120, 210)), int(rng.integers(20, 80))
        parts = [speak(pinyin(part), variant, speed, pitch) for part in text.rstrip("。").split("，")]
        yield _joined([_at_rate(*part) for part in parts], rng, PAUSE_S)


def _syllables(material: Material, rng: np.random.Generator, speed: float) -> Iterator[Samples]:
    """A person's single syllables, five to fourteen in a row with a pause in the middle."""
    names = material.spoken_syllables(SPEAKER)
    while True:
        chosen = [names[i] for i in rng.integers(0, len(names), int(rng.integers(5, 15)))]
        voices = material.voices(SPEAKER, chosen)
        syllables = [_at_rate(voices[n][0], round(voices[n][1] * speed / 50) * 50, _CORE_DB) for n in chosen]
        half = len(syllables) // 2
        phrases = [_joined(part, rng, (0.0, 0.04)) for part in (syllables[:half], syllables[half:])]
        yield _joined(phrases, rng, PAUSE_S)


def _recordings(folder: Path) -> Iterator[Samples]:
    """Each WAV file below the folder is one sentence."""
    paths = sorted(folder.glob("**/*.wav"))
    if not paths:
        raise NoMaterial(f"{folder} holds no .wav file")
    for path in paths:
        try:
            sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
        except (soundfile.LibsndfileError, ValueError) as error:
            raise NoMaterial(f"{path}: not a readable sound file ({error})") from error
        mono = _at_rate(sound.mean(axis=1), rate)
        if not _voiced(mono).any():
            raise NoMaterial(f"{path}: the file is silent; take it away")
        yield mono


def _at_rate(sound: Samples, rate: int, drop_db: float = _DROP_DB) -> Samples:
    """At 8 kHz, as loud as any other, without what is `drop_db` weaker before and after."""
    sound = _trimmed(soxr.resample(sound, rate, RATE), drop_db)
    return np.asarray(sound / max(math.sqrt(float(np.mean(sound**2))), 1e-9), np.float32)


def _trimmed(sound: Samples, drop_db: float) -> Samples:
    frames = np.flatnonzero(_voiced(sound, drop_db))
    return sound[frames[0] * PACKET : (frames[-1] + 1) * PACKET] if len(frames) else sound


def _voiced(sound: Samples, drop_db: float = _DROP_DB) -> NDArray[np.bool_]:
    power = _frame_power(sound)
    return np.asarray(power > power.max(initial=0.0) * 10 ** (-drop_db / 10))


def _frame_power(sound: Samples) -> NDArray[np.float64]:
    frames = len(sound) // PACKET
    squares = np.square(sound[: frames * PACKET].astype(np.float64))
    return np.asarray(squares.reshape(frames, PACKET).mean(axis=1))


def _joined(parts: Sequence[Samples], rng: np.random.Generator, pause_s: tuple[float, float]) -> Samples:
    pieces = [parts[0]]
    for part in parts[1:]:
        pieces += [np.zeros(int(rng.uniform(*pause_s) * RATE), np.float32), part]
    return np.concatenate(pieces)


def _call(source: str, sentences: Sequence[Samples], rng: np.random.Generator) -> Spoken:
    """Sentences at one loudness, each after a gap, on a grid of frames."""
    level = 10 ** (rng.uniform(*LEVEL_DBFS) / 20)
    pieces: list[Samples] = []
    places = []
    frame = 0
    for sound in sentences:
        gap = int(rng.uniform(*GAP_S) * RATE) // PACKET
        length = -(-len(sound) // PACKET)
        padded = np.zeros(length * PACKET, np.float32)
        active = _frame_power(sound)[_voiced(sound)].mean()
        own = level * 10 ** (rng.uniform(-VARIATION_DB, VARIATION_DB) / 20)
        padded[: len(sound)] = sound * np.float32(own / math.sqrt(active))
        pieces += [np.zeros(gap * PACKET, np.float32), padded]
        places.append((frame + gap, frame + gap + length))
        frame += gap + length
    pieces.append(np.zeros(int(GAP_S[1] * RATE) // PACKET * PACKET, np.float32))
    sound = np.concatenate(pieces)
    voiced = np.zeros(len(sound) // PACKET, np.bool_)
    for start, end in places:
        voiced[start:end] = _voiced(sound[start * PACKET : end * PACKET])
    exact = []
    for start, end in places:
        frames = np.flatnonzero(voiced[start:end])
        exact.append((int(start + frames[0]), int(start + frames[-1] + 1)))
    return Spoken(source, sound, voiced, tuple(exact), float(_frame_power(sound)[voiced].mean()))
