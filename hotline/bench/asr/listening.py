"""Recognises items and counts what went wrong."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from pypinyin import lazy_pinyin
from rapidfuzz.distance import Levenshtein

from asr import AsrSettings, Recogniser, RecogniserStream, transcribe_file
from hotline.bench.material.material import Item
from hotline.bench.material.sound import RATE, resampled

CHUNK_S = 0.1
"""Seconds of sound handed over at once."""
RESAMPLES = 400
"""Bootstrap samples of a confidence interval."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Heard:
    """What was made of one item."""

    item: Item
    text: str
    """Chinese characters only."""
    cpu_s: float
    worst_chunk_s: float | None = None
    """Most processor time of one chunk; None where chunks were not fed one by one."""


class BenchListener:
    """One recogniser, hearing items at its own rate."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self.rate = 16000 if recogniser.rate >= 16000 else RATE
        """Hz at which the recogniser is fed; what it hears has a telephone's band in any case."""

    def stream(self, grammar: Sequence[str] | None = None) -> RecogniserStream:
        """`grammar` limits it to these phrases, and rejection."""
        return self._recogniser.stream(self.rate, alternatives=0, grammar=grammar)

    def lacks(self, words: Iterable[str]) -> list[str]:
        """Those that the model cannot spell: a grammar leaves them out. Empty where it cannot be asked."""
        vocabulary = getattr(self._recogniser, "vocabulary", None)
        return [word for word in words if vocabulary is not None and vocabulary.cover(word).how == "none"]

    def hear(self, item: Item, stream: RecogniserStream | None = None) -> Heard:
        """The item as one utterance; without a `stream`, in one of its own and freely."""
        stream = stream or self.stream()
        pcm = resampled(item.pcm, self.rate)
        step = int(self.rate * CHUNK_S) * 2
        worst = 0.0
        begin = time.thread_time()
        for start in range(0, len(pcm), step):
            before = time.thread_time()
            stream.accept(pcm[start : start + step])
            worst = max(worst, time.thread_time() - before)
        text = stream.final().text
        return Heard(item, chinese(text), time.thread_time() - begin, worst)

    def hear_as_a_call(self, item: Item, settings: AsrSettings) -> Heard:
        """The item through voice detection and cutting into utterances."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "item.wav"
            soundfile.write(path, np.frombuffer(item.pcm, "<i2"), RATE)
            begin = time.thread_time()
            finals = transcribe_file(path, self._recogniser, settings)
        spent = time.thread_time() - begin
        return Heard(item, chinese("".join(final.text for final in finals)), spent)


def chinese(text: str) -> str:
    """The Chinese characters of a text: punctuation, blanks and letters do not count."""
    return "".join(_CHINESE.findall(text))


def errors(heard: Iterable[Heard], seed: int = 0) -> dict[str, Any]:
    """Character and toneless syllable error with 95 % intervals (utterances drawn anew), in percent."""
    counts = []
    exact = same_sounds = 0
    cpu = seconds = 0.0
    chunks = []
    for one in heard:
        said = chinese(one.item.text)
        wanted, got = lazy_pinyin(said), lazy_pinyin(one.text)
        counts.append(
            (
                Levenshtein.distance(said, one.text),
                len(said),
                Levenshtein.distance(wanted, got),
                len(wanted),
            )
        )
        exact += said == one.text
        same_sounds += wanted == got
        cpu, seconds = cpu + one.cpu_s, seconds + one.item.seconds
        if one.worst_chunk_s is not None:
            chunks.append(one.worst_chunk_s)
    table = np.array(counts, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(table), (RESAMPLES, len(table)))
    sums = table[drawn].sum(axis=1)
    return {
        "n": len(table),
        "seconds": round(seconds, 1),
        "cer_percent": _percent(table[:, 0].sum(), table[:, 1].sum()),
        "cer_95": _interval(sums[:, 0] / sums[:, 1]),
        "pinyin_error_percent": _percent(table[:, 2].sum(), table[:, 3].sum()),
        "pinyin_error_95": _interval(sums[:, 2] / sums[:, 3]),
        "exact_percent": _percent(exact, len(table)),
        "pinyin_exact_percent": _percent(same_sounds, len(table)),
        "cpu_s_per_s": round(cpu / seconds, 4),
        "worst_chunk_cpu_ms": round(max(chunks) * 1000, 1) if chunks else None,
    }


def accuracy(heard: Sequence[Heard]) -> dict[str, Any]:
    """Share of items whose text came out exactly, and of those that were rejected, in percent."""
    right = sum(one.text == one.item.text for one in heard)
    rejected = sum(not one.text for one in heard)
    drawn = np.random.default_rng(0).binomial(len(heard), right / len(heard), RESAMPLES)
    seconds = sum(one.item.seconds for one in heard)
    return {
        "n": len(heard),
        "accuracy_percent": _percent(right, len(heard)),
        "accuracy_95": _interval(drawn / len(heard)),
        "rejected_percent": _percent(rejected, len(heard)),
        "wrong_percent": _percent(len(heard) - right - rejected, len(heard)),
        "cpu_s_per_s": round(sum(one.cpu_s for one in heard) / seconds, 4),
    }


def rejection(heard: Sequence[Heard]) -> dict[str, Any]:
    """Share of items, none of which holds a phrase, that gave no text, in percent."""
    return {"n": len(heard), "rejected_percent": _percent(sum(not one.text for one in heard), len(heard))}


def _percent(part: float, whole: float) -> float:
    return round(100 * float(part) / float(whole), 1)


def _interval(shares: np.ndarray[Any, Any]) -> list[float]:
    low, high = np.percentile(shares * 100, [2.5, 97.5])
    return [round(float(low), 1), round(float(high), 1)]
