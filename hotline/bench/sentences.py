"""What the callers of `hotline bench call` say: sentences as long as people's are."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import soundfile

from contracts.errors import HotlineError

SHORTEST_S, LONGEST_S = 2.0, 6.0


class SentencesError(HotlineError):
    """There is nothing for callers to say; the text says where and what is wanted."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One recording of one sentence."""

    path: Path
    seconds: float


def sentences_in(folder: Path) -> list[Sentence]:
    """The folder's WAV files of 2 to 6 s that callers are named for, or all. Raises `SentencesError`."""
    paths = sorted(folder.glob("caller-*.wav")) or sorted(folder.glob("*.wav"))
    found = [Sentence(path, _seconds(path)) for path in paths]
    found = [one for one in found if SHORTEST_S <= one.seconds <= LONGEST_S]
    if not found:
        raise SentencesError(
            f"{folder}: there is no WAV file of {SHORTEST_S:g} to {LONGEST_S:g} s: name a folder of sentences"
        )
    return found


def mix(sentences: Sequence[Sentence]) -> dict[str, Any]:
    """How many, and how long."""
    lengths = [one.seconds for one in sentences]
    return {
        "n": len(lengths),
        "shortest_s": round(min(lengths), 1),
        "median_s": round(statistics.median(lengths), 1),
        "longest_s": round(max(lengths), 1),
    }


def _seconds(path: Path) -> float:
    try:
        return float(soundfile.info(path).duration)
    except soundfile.LibsndfileError as error:
        raise SentencesError(f"{path}: no sound file can be read there ({error})") from error
