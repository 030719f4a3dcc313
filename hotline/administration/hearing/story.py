"""What was heard of one recording, step by step: where speech was, what each pass read, what is doubtful."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from asr import AsrSettings, Recogniser, read_recording, transcript_of
from asr.engines.offline import Reading
from asr.hearing.endpoint import SpeechEnded
from contracts import TranscriptFinal
from hotline.administration.hearing.doubts import Sound, doubts
from hotline.administration.hearing.ears import Pass

_RATE = 8000


@dataclass(frozen=True, slots=True)
class Utterance:
    """One piece of speech between two pauses."""

    ended: SpeechEnded
    first: TranscriptFinal | None
    """What the streaming recogniser alone makes of it; None where it hears nothing there."""
    final: TranscriptFinal
    """What a call would go by."""
    readings: tuple[Reading, ...]
    """The second pass's own, before it is joined: more than one for long speech."""
    doubts: tuple[str, ...]
    """Why one should not believe it, in words."""


@dataclass(frozen=True, slots=True)
class Story:
    """A recording and all that was made of it."""

    path: Path
    pcm: bytes
    """16-bit little-endian mono at `rate`."""
    rate: int
    voiced: tuple[bool, ...]
    """What voice detection said of each 20 ms."""
    utterances: tuple[Utterance, ...]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate

    def as_json(self) -> dict[str, Any]:
        """The same without sound."""
        return {
            "file": str(self.path),
            "seconds": round(self.seconds, 3),
            "voiced_percent": round(100 * sum(self.voiced) / max(1, len(self.voiced)), 1),
            "utterances": [_as_json(one) for one in self.utterances],
        }


class _Seen:
    """A `Witness` that keeps what it saw."""

    def __init__(self, asked: Sequence[Reading]) -> None:
        self._asked = asked
        self._told = len(asked)
        self.voiced: list[bool] = []
        self.utterances: list[tuple[SpeechEnded, TranscriptFinal, tuple[Reading, ...]]] = []

    def frame(self, voiced: bool) -> None:
        self.voiced.append(voiced)

    def utterance(self, ended: SpeechEnded, final: TranscriptFinal) -> None:
        self.utterances.append((ended, final, tuple(self._asked[self._told :])))
        self._told = len(self._asked)


def listen_to(
    path: Path, passes: Mapping[Pass, Recogniser], settings: AsrSettings, asked: Sequence[Reading] = ()
) -> Story:
    """Hears the file by the first pass, then by both where `passes` has them. Blocking.

    `asked`: grows with every reading of the second pass. Raises `RecordingError`, `RecogniserError`.
    """
    pcm = read_recording(path, _RATE)
    first = transcript_of(path, passes["first"], settings).finals
    seen = _Seen(asked)
    transcript_of(path, passes.get("joined", passes["first"]), settings, seen)
    sound = Sound(np.frombuffer(pcm, "<i2"), _RATE, tuple(seen.voiced))
    utterances = []
    for ended, final, readings in seen.utterances:
        alone = next((one for one in first if _overlaps(one, ended)), None)
        found = doubts(sound, ended, alone, final, readings)
        utterances.append(Utterance(ended, alone, final, readings, tuple(found)))
    return Story(path, pcm, _RATE, tuple(seen.voiced), tuple(utterances))


def _overlaps(final: TranscriptFinal, ended: SpeechEnded) -> bool:
    return final.start_ms < ended.end_ms and final.end_ms > ended.start_ms


def _as_json(one: Utterance) -> dict[str, Any]:
    return {
        "start_ms": one.ended.start_ms,
        "end_ms": one.ended.end_ms,
        "decided_ms": one.ended.decided_ms,
        "why": one.ended.why,
        "first": None if one.first is None else _final(one.first),
        "final": {
            **_final(one.final),
            "read_by": one.final.read_by,
            "language": one.final.language,
            "language_confidence": round(one.final.language_confidence, 3),
        },
        "readings": [
            {
                "text": reading.hypothesis.text,
                "confidence": round(reading.hypothesis.confidence, 3),
                "refused": reading.refused,
                "language": reading.language,
                "language_confidence": round(reading.language_confidence, 3),
            }
            for reading in one.readings
        ],
        "doubts": list(one.doubts),
    }


def _final(final: TranscriptFinal) -> dict[str, Any]:
    return {
        "text": final.text,
        "confidence": round(final.confidence, 3),
        "words": [word.model_dump(mode="json") for word in final.words],
    }
