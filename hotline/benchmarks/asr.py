"""`hotline bench asr`: what the ears understand, reject and cost, measured on what is there."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pypinyin import lazy_pinyin

from asr import AsrSettings, Recogniser
from hotline.benchmarks.listening import Heard, Listener, accuracy, errors, rejection
from hotline.benchmarks.material import Item, Material, word_list
from hotline.benchmarks.rows import NoMaterial, Row
from hotline.benchmarks.sound import PAD_S, RATE, pink, to_pcm
from hotline.benchmarks.streams import compare, memory
from hotline.benchmarks.voices import SENTENCES, Voices

CHOICES = 20
KNOWN = "woman heard in training"
TRAINED_ON = "the bundled model was trained with this speaker: not held out"
NO_MODEL_WITHOUT = "needs a model trained without this speaker; only the finished model is here"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    seconds: float
    """No row begins after this many seconds."""
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
    """Only every so-manieth noise and loss level."""


FULL = Effort(seconds=210, sentences=10, words=100, recordings=60, rounds=5, speech_s=12)
QUICK = Effort(seconds=50, sentences=3, words=20, recordings=8, rounds=3, speech_s=6, every=2)

CONDITIONS: tuple[tuple[str, float | None, float], ...] = (
    ("quiet", None, 0.0),
    ("noise 20 dB", 20.0, 0.0),
    ("noise 10 dB", 10.0, 0.0),
    ("noise 5 dB", 5.0, 0.0),
    ("loss 2 %", None, 0.02),
    ("loss 5 %", None, 0.05),
)
"""Name, ratio of voice to noise in dB, share of lost packets."""


class AsrBench:
    """All rows over one recogniser."""

    def __init__(self, settings: AsrSettings, base: Path, data: Path, effort: Effort, seed: int) -> None:
        """`base`: folder a relative model lies below; `data`: folder with `requests/` and `speech/`."""
        self._settings = settings
        self._base = base
        self._effort = effort
        self._seed = seed
        self._rng = np.random.default_rng(seed)
        self._material = Material(data, seed)
        self._voices = Voices(seed)
        self._deadline = time.monotonic() + effort.seconds

    def run(self, on_row: Callable[[Row], None]) -> list[Row]:
        """Measures everything; `on_row` sees each row as it is done. Blocking. Raises `ModelError`."""
        rows = []
        logging.getLogger("asr.vosk_engine").setLevel(logging.ERROR)  # words a model lacks stand in the rows
        recogniser, figures = memory(self._settings, self._base, self._noise(1.0))
        try:
            for row in self._rows(recogniser, figures):
                rows.append(row)
                on_row(row)
        finally:
            recogniser.close()
        return rows

    def _rows(self, recogniser: Recogniser, memory_figures: dict[str, Any]) -> Iterator[Row]:
        listener = Listener(recogniser)
        yield Row(
            "cost", "memory", memory_figures, "resident memory; streams are as in a call, decoding freely"
        )
        yield from self._recorded(listener)
        yield self._row("cost", "streams", lambda: self._streams(recogniser), "continuous speech; one worker")
        yield Row(
            "cost",
            "streams against vosk-server",
            skipped="vosk-server is not installed; its loop is the bare one",
        )
        yield from self._human_words(listener)
        yield from self._rejected(listener)
        yield from self._synthetic(listener)

    def _recorded(self, listener: Listener) -> Iterator[Row]:
        sets: list[tuple[str, Callable[[], list[Item]], str]] = [
            (
                "requests, neural voice",
                self._material.requests,
                "the voice was heard in training, no text was",
            ),
            ("customer service, a woman", lambda: self._material.dev("service"), "never trained on"),
            (
                "Sichuan accent, people",
                lambda: self._material.dev("chuan"),
                "never trained on; six sentences",
            ),
        ]
        for name, get, note in sets:

            def measure(get: Callable[[], list[Item]] = get) -> dict[str, Any]:
                return self._errors(listener.hear, self._some(get()))

            yield self._row("free", name, measure, note)
        name, get, note = sets[0]

        def as_a_call() -> dict[str, Any]:
            return self._errors(lambda item: listener.hear_as_a_call(item, self._settings), self._some(get()))

        yield self._row(
            "free", "requests, cut as in a call", as_a_call, "voice detection and pauses included"
        )

    def _synthetic(self, listener: Listener) -> Iterator[Row]:
        for accent in (False, True):
            for name, noise_db, loss in CONDITIONS[:: self._effort.every]:

                def measure(accent: bool = accent, noise: float | None = noise_db, loss: float = loss) -> Any:
                    items = self._voices.items(
                        self._effort.sentences, accent=accent, noise_db=noise, loss=loss
                    )
                    return self._errors(listener.hear, items)

                kind = "accented" if accent else "standard"
                note = "espeak-ng variants that training did not use; sentences of this bench"
                yield self._row("free", f"synthetic, {kind}, {name}", measure, note)
        yield Row("free", "MBROLA voice", skipped="its licence keeps it out of this project")

    def _human_words(self, listener: Listener) -> Iterator[Row]:
        yield self._row("grammar", f"{KNOWN}, {CHOICES} choices", lambda: self._choices(listener), TRAINED_ON)
        for name, title in (
            ("ivr", f"{KNOWN}, 35 menu words and digits"),
            ("hotline", f"{KNOWN}, 204 hotline words"),
        ):

            def closed(name: str = name) -> dict[str, Any]:
                words = word_list(name)
                stream = listener.stream(words)
                heard = [listener.hear(item, stream) for item in self._material.words(words)]
                return {**accuracy(heard), "not_in_model": listener.lacks(words)}

            yield self._row("grammar", title, closed, TRAINED_ON)
        yield self._row(
            "free",
            f"{KNOWN}, words without a grammar",
            lambda: self._errors(listener.hear, self._material.words(self._sample())),
            TRAINED_ON,
        )
        for title in (f"{CHOICES} choices", "35 menu words and digits", "204 hotline words"):
            yield Row("grammar", f"woman left out of training, {title}", skipped=NO_MODEL_WITHOUT)

    def _rejected(self, listener: Listener) -> Iterator[Row]:
        menu = word_list("ivr")

        def noises() -> dict[str, Any]:
            stream = listener.stream(menu)
            return rejection([listener.hear(self._noise(2.0), stream) for _ in range(self._effort.words)])

        def free_noises() -> dict[str, Any]:
            stream = listener.stream()
            return rejection([listener.hear(self._noise(2.0), stream) for _ in range(self._effort.words)])

        def strangers() -> dict[str, Any]:
            stream = listener.stream(menu)
            known = {syllable for word in menu for syllable in lazy_pinyin(word)}
            words = [word for word in self._material.vocabulary if not known & set(lazy_pinyin(word))]
            chosen = [str(word) for word in self._rng.permutation(words)[: self._effort.words]]
            return rejection([listener.hear(item, stream) for item in self._material.words(chosen)])

        menu_note = (
            "grammar of the 35 menu words and [unk]; without voice detection, which comes first in a call"
        )
        yield self._row("rejection", "noise, menu grammar", noises, menu_note)
        yield self._row("rejection", "noise, free", free_noises, "without voice detection")
        yield self._row(
            "rejection", "other words, menu grammar", strangers, f"no syllable in common; {TRAINED_ON}"
        )

    def _choices(self, listener: Listener) -> dict[str, Any]:
        words = self._sample()
        heard: list[Heard] = []
        for item in self._material.words(words):
            others = self._rng.permutation([word for word in words if word != item.text])[: CHOICES - 1]
            heard.append(listener.hear(item, listener.stream([item.text, *map(str, others)])))
        return {**accuracy(heard), "not_in_model": listener.lacks(words)}

    def _streams(self, recogniser: Recogniser) -> dict[str, Any]:
        try:
            items = self._material.requests()
        except NoMaterial:
            items = self._voices.items(len(SENTENCES), accent=False)
        pad = int(RATE * PAD_S) * 2
        speech = b"".join(item.pcm[pad:-pad] for item in items)[: RATE * 2 * self._effort.speech_s]
        return asyncio.run(compare(recogniser, self._settings, speech, self._effort.rounds))

    def _row(self, group: str, name: str, measure: Callable[[], dict[str, Any]], note: str) -> Row:
        if time.monotonic() > self._deadline:
            return Row(
                group, name, skipped=f"out of time: {self._effort.seconds:g} s were over before it began"
            )
        try:
            return Row(group, name, measure(), note)
        except NoMaterial as error:
            return Row(group, name, skipped=str(error))

    def _errors(self, hear: Callable[[Item], Heard], items: list[Item]) -> dict[str, Any]:
        return errors((hear(item) for item in items), self._seed)

    def _some(self, items: list[Item]) -> list[Item]:
        """Spread over the whole set."""
        count = min(len(items), self._effort.recordings)
        return [items[index * len(items) // count] for index in range(count)]

    def _sample(self) -> list[str]:
        rng = np.random.default_rng(self._seed)
        vocabulary = self._material.vocabulary
        count = max(CHOICES, self._effort.words)
        return [vocabulary[index] for index in rng.choice(len(vocabulary), count, replace=False)]

    def _noise(self, seconds: float) -> Item:
        """Pink or white noise, from a whisper of the line to a loud street."""
        length = int(RATE * seconds)
        sound = pink(length, self._rng)
        if self._rng.random() < 0.5:
            sound = self._rng.standard_normal(length).astype(np.float32)
        level = 10 ** (self._rng.uniform(-60, -20) / 20)
        return Item("noise", "", to_pcm((sound * level).astype(np.float32)))


def circumstances(settings: AsrSettings, data: Path, effort: Effort, seed: int) -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "model": settings.model,
        "engine": settings.engine,
        "data": data.name,
        "seed": seed,
        "sentences_per_condition": min(effort.sentences, len(SENTENCES)),
        "cores": os.cpu_count(),
        "load_average": [round(value, 2) for value in os.getloadavg()],
    }
