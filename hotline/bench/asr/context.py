"""What any row of the bench of the ears may need: settings, sounds, chance, what is already measured."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from asr import AsrSettings, Recogniser, load_recogniser
from hotline.bench.asr.listening import BenchListener, Heard, errors
from hotline.bench.material.material import Item, Material
from hotline.bench.material.sound import RATE, pink, to_pcm
from hotline.bench.material.voices import Voices
from hotline.bench.rows import Figures, Row

CHOICES = 20
"""Words in each of the small grammars of the human rows."""
_WORDS_SEED = 4
"""Draws the single words; with the same one the notes' own words come out."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    cpu_seconds: float
    """No row begins after so many seconds of processor time: a busy machine measures the same rows."""
    sentences: int
    """Synthetic sentences per condition."""
    words: int
    """Single words per row, where there are more."""
    recordings: int
    """Recorded sentences per row, where there are more."""
    rounds: int
    """Of the comparison of streams."""
    speech_s: int
    """Seconds of sound in each of its rounds and streams."""
    every: int = 1
    """Only every so-manieth noise, loss and codec."""


FULL = Effort(cpu_seconds=400, sentences=12, words=300, recordings=60, rounds=9, speech_s=8)
QUICK = Effort(cpu_seconds=45, sentences=3, words=20, recordings=8, rounds=3, speech_s=4, every=3)


@dataclass(frozen=True, slots=True)
class Extras:
    """What is measured only where it is at hand."""

    mbrola: Path | None = None
    """Folder with the program mbrola and its voice cn1; without it this machine is searched."""
    held_out: Path | None = None
    """Folder with `tan`, `chen` and `davin`: models that were trained without this speaker; without it
    `models/held-out`."""
    vosk_server: Path | None = None
    """Folder or file of alphacep's vosk-server."""


class Context:
    """One run of the bench over one configuration."""

    def __init__(
        self, settings: AsrSettings, base: Path, data: Path, effort: Effort, seed: int, extras: Extras
    ) -> None:
        """`base`: folder a relative model lies below; `data`: folder with `requests/` and `speech/`."""
        self.settings = settings
        self.base = base
        self.effort = effort
        self.seed = seed
        self.extras = extras
        self.material = Material(data, seed)
        self.voices = Voices(seed)
        self.done: dict[str, Row] = {}
        """Rows by name."""
        self._deadline = _processor_s() + effort.cpu_seconds

    @property
    def late(self) -> bool:
        """Whether no further row may begin."""
        return _processor_s() > self._deadline

    def rng(self, *name: int) -> np.random.Generator:
        """Chance that depends on the seed and on what it is for, not on which rows came before."""
        return np.random.default_rng([self.seed, *name])

    def errors(self, hear: Callable[[Item], Heard], items: Iterable[Item]) -> Figures:
        return errors((hear(item) for item in items), self.seed)

    def some(self, items: Sequence[Item]) -> list[Item]:
        """`effort.recordings` of them, spread over the whole set."""
        count = min(len(items), self.effort.recordings)
        return [items[index * len(items) // count] for index in range(count)]

    def words(self) -> list[str]:
        """The single words of the human rows. Raises `NoMaterial`."""
        vocabulary = self.material.vocabulary
        count = min(max(CHOICES, self.effort.words), len(vocabulary))
        return random.Random(_WORDS_SEED).sample(vocabulary, count)

    def noises(self, count: int) -> list[Item]:
        """Two seconds each of white or pink noise, from a whisper of the line to a loud street."""
        return [self.noise(self.rng(3, index)) for index in range(count)]

    def noise(self, rng: np.random.Generator, seconds: float = 2.0) -> Item:
        length = int(RATE * seconds)
        sound = rng.standard_normal(length) if rng.random() < 0.5 else pink(length, rng)
        level = 10 ** (rng.uniform(-60, -20) / 20)
        return Item("noise", "", to_pcm((sound * level).astype(np.float32)))

    @contextmanager
    def other_model(self, folder: Path) -> Iterator[BenchListener]:
        """The model in `folder` under the same settings. Raises `ModelError`."""
        settings = self.settings.model_copy(update={"model": str(folder.resolve())})
        recogniser: Recogniser = load_recogniser(settings, self.base)
        try:
            yield BenchListener(recogniser)
        finally:
            recogniser.close()


def _processor_s() -> float:
    """Processor seconds of this process and of the programs it started and waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
