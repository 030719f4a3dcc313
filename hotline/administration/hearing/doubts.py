"""Why a sentence may have been misheard, in words an operator understands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypinyin import lazy_pinyin
from rapidfuzz.distance import Levenshtein

from asr import FRAME_MS
from asr.engines.offline import Reading
from asr.hearing.endpoint import SpeechEnded
from contracts import TranscriptFinal

_SOFT_DBFS = -42.0
_NEAR_NOISE_DB = 12.0
_CLIPPED_SHARE = 0.005
_FULL = 32700
_UNSURE = 0.5
_APART = 0.4
"""Share of syllables that two passes read differently."""
_NOISE_PERCENTILE = 20
_SHORT_MS = 400
_ENDS = {
    "too_long": "cut, because it lasted longer than asr.max_utterance_s: the next sentence goes on with it",
    "noise": "ended because nothing but noise was heard in it",
    "closed": "the recording ends within it",
}


@dataclass(frozen=True, slots=True)
class Sound:
    """The recording as it was heard."""

    samples: NDArray[Any]
    """16 bits, mono."""
    rate: int
    voiced: tuple[bool, ...]

    def level_dbfs(self, start_ms: int, end_ms: int) -> float:
        """Mean level between the two."""
        return _dbfs(self._between(start_ms, end_ms))

    def noise_dbfs(self) -> float:
        """Level of the quieter frames without voice; minus infinity where there are none."""
        frames = [
            _dbfs(self._between(index * FRAME_MS, (index + 1) * FRAME_MS))
            for index, voiced in enumerate(self.voiced)
            if not voiced
        ]
        return float(np.percentile(frames, _NOISE_PERCENTILE)) if frames else -np.inf

    def clipped_share(self, start_ms: int, end_ms: int) -> float:
        piece = np.abs(self._between(start_ms, end_ms).astype(np.int32))
        return float((piece >= _FULL).mean()) if len(piece) else 0.0

    def _between(self, start_ms: int, end_ms: int) -> NDArray[Any]:
        return self.samples[start_ms * self.rate // 1000 : end_ms * self.rate // 1000]


def doubts(
    sound: Sound,
    ended: SpeechEnded,
    first: TranscriptFinal | None,
    final: TranscriptFinal,
    readings: Sequence[Reading],
) -> Iterator[str]:
    """Of one utterance; the sound's first, then the cut's, then the texts'."""
    yield from _of_sound(sound, ended)
    if ended.why in _ENDS:
        yield _ENDS[ended.why]
    if ended.end_ms - ended.start_ms < _SHORT_MS:
        yield f"very short: {ended.end_ms - ended.start_ms} ms"
    for reading in readings:
        if reading.refused:
            yield f"the second pass does not believe what it read: {reading.refused}"
    if readings and final.read_by == "first" and final.text:
        yield "the first pass's text stands: the second one found none"
    if final.text and final.confidence < _UNSURE:
        yield f"unsure: confidence {final.confidence:.2f}"
    if final.language not in ("", "zh"):
        yield f"taken for another language: {final.language}, {final.language_confidence:.2f}"
    if first is not None and first.text and final.text and final.read_by == "second":
        apart = Levenshtein.normalized_distance(lazy_pinyin(first.text), lazy_pinyin(final.text))
        if apart > _APART:
            yield f"the two passes read {100 * apart:.0f} % of the syllables differently"


def _of_sound(sound: Sound, ended: SpeechEnded) -> Iterator[str]:
    level = sound.level_dbfs(ended.start_ms, ended.end_ms)
    noise = sound.noise_dbfs()
    if level < _SOFT_DBFS:
        yield f"soft: {level:.0f} dBFS"
    if level - noise < _NEAR_NOISE_DB:
        yield f"only {level - noise:.0f} dB above the noise of the line ({noise:.0f} dBFS)"
    if (share := sound.clipped_share(ended.start_ms, ended.end_ms)) > _CLIPPED_SHARE:
        yield f"clipped: {100 * share:.1f} % of the samples are at full scale"


def _dbfs(piece: NDArray[Any]) -> float:
    if not len(piece):
        return -np.inf
    return float(20 * np.log10(max(1e-5, float(np.sqrt(np.mean(np.square(piece / 32768)))))))
