"""Human words and syllables (file name = text), joined to pseudo-sentences; sentences of many people."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile as sf
from pypinyin import Style, pinyin

from models.training.language.phones import PHONE_ID, SILENCE, syllable_phones
from models.training.language.pinyin import pinyin as syllables_of
from models.training.language.wordlist import is_chinese
from models.training.sound.channel import Samples

RATE = 16000
"""Hz of the recordings of audio-cmn."""
_LONGEST_OVERLAP = 640
"""Samples (40 ms) by which words of connected speech run into each other."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What one speaker says, trimmed and at full level."""

    sound: Samples
    labels: list[int]


def read_speaker(folder: Path) -> list[Recording]:
    """Every recording whose name says beyond doubt what is spoken: Chinese words, or syllables such as
    ``zhang1``.
    """
    found = []
    for path in sorted(folder.glob("*.opus")):
        labels = _labels(path.stem)
        if labels:
            sound, rate = sf.read(path, dtype="float32")
            if rate != RATE:
                raise ValueError(f"{path}: {rate} Hz, expected {RATE}; resample it")
            sound = _trimmed(sound)
            if len(sound) > RATE // 10:
                found.append(Recording(sound / np.abs(sound).max(), labels))
    return found


def read_clips(folder: Path, name: str) -> list[Recording]:
    """Sentences that ``folder/index.jsonl`` lists below ``name``: lines with ``file`` and ``text``.

    Those without a text are left out, and those with signs that nobody knows how to say. Clauses are taken as
    one: where a speaker pauses, no text tells.
    """
    found = []
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        text = "".join(filter(str.isalnum, entry["text"] or ""))
        if entry["file"].split("/")[0] == name and is_chinese(text):
            sound, rate = sf.read(folder / entry["file"], dtype="float32")
            if rate != RATE:
                raise ValueError(f"{entry['file']}: {rate} Hz, expected {RATE}; resample it")
            silence, sound = PHONE_ID[SILENCE], _trimmed(sound)
            labels = [silence, *_labels(text), silence]
            found.append(Recording(sound / np.abs(sound).max(), labels))
    return found


def _labels(name: str) -> list[int]:
    try:
        if is_chinese(name):
            if len(name) == 1 and len(pinyin(name, style=Style.NORMAL, heteronym=True)[0]) > 1:
                return []  # which of its readings was meant?
            syllables = syllables_of(name)
        elif name[:-1].isalpha() and name[-1] in "12345":
            syllables = [name]
        else:
            return []
        return [
            PHONE_ID[phone] for syllable in syllables for phone in syllable_phones(syllable.rstrip("12345"))
        ]
    except ValueError:
        return []


def _trimmed(sound: Samples) -> Samples:
    energy = np.sqrt(np.convolve(sound**2, np.ones(320) / 320, "same"))
    loud = np.nonzero(energy > energy.max() * 0.025)[0]
    return sound[max(0, loud[0] - 240) : loud[-1] + 240]


def pseudo_sentences(speaker: list[Recording], rng: random.Random) -> Iterator[tuple[Samples, list[int]]]:
    """Endless: one to six recordings in a row, most without a pause between them, with their labels."""
    pool: list[Recording] = []
    while True:
        sounds: list[Samples] = []
        labels = [PHONE_ID[SILENCE]]
        count = rng.choice((1, 2, 3, 3, 4, 5, 6))
        for place in range(count):
            if not pool:
                pool = rng.sample(speaker, len(speaker))
            recording = pool.pop()
            sound = recording.sound
            last = place == count - 1
            if not last and rng.random() < 0.6:  # the drawn-out end of an isolated word
                sound = sound[: int(len(sound) * rng.uniform(0.78, 0.97))]
            sound = _faded(sound) * np.float32(10 ** (rng.uniform(-4, 4) / 20))
            overlap = 0 if not sounds or labels[-1] == PHONE_ID[SILENCE] else rng.randint(0, _LONGEST_OVERLAP)
            sounds.append(sound if not overlap else _run_into(sounds, sound, overlap))
            labels += recording.labels
            if not last and rng.random() < 0.25:
                sounds.append(np.zeros(int(RATE * rng.uniform(0.12, 0.35)), np.float32))
                labels.append(PHONE_ID[SILENCE])
        yield np.concatenate(sounds).astype(np.float32), [*labels, PHONE_ID[SILENCE]]


def _run_into(sounds: list[Samples], sound: Samples, overlap: int) -> Samples:
    """The last ``overlap`` samples of the sound before are still heard in the next one; returns the rest
    of it.
    """
    before = sounds[-1].copy()
    overlap = min(overlap, len(before), len(sound))
    before[len(before) - overlap :] += sound[:overlap]
    sounds[-1] = before
    return sound[overlap:]


def _faded(sound: Samples) -> Samples:
    ramp = np.linspace(0, 1, 80, dtype=np.float32)
    sound = sound.copy()
    sound[:80] *= ramp
    sound[-80:] *= ramp[::-1]
    return sound
