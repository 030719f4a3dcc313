"""What a model offers that reads whole utterances: the second of two passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from asr.engines.recogniser import Hypothesis


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is to be read: 16-bit little-endian mono sound at `rate` Hz."""

    pcm: bytes
    rate: int
    grammar: tuple[str, ...] | None = None
    """The phrases that are expected; a help where a model takes it, no limit."""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. An empty text: nobody spoke, or nothing was understood; `refused` then says why."""

    hypothesis: Hypothesis
    language: str = ""
    """ISO 639 of what the speech was taken for; empty where the model does not tell."""
    language_confidence: float = 0.0
    refused: str = ""
    """Why a text that was read is not believed: silence, repetition ... Empty: it is."""
    dropped: bool = False
    """It was not read to the end, because nobody wanted it any more."""
    cpu_s: float = 0.0
    """Processor seconds it took in a process of the model's own."""


def never() -> bool:
    """For readings that nobody drops."""
    return False


UNSURE = "unsure"
"""Why a reading is refused whose model hardly believes it itself: somebody may have said something."""


class Offline(Protocol):
    """Reads whole utterances; `lanes` of them at once, each from its own thread."""

    @property
    def rate(self) -> int:
        """The model's own sampling rate in Hz."""

    @property
    def lanes(self) -> int:
        """Readings that go on at the same time without slowing each other much."""

    @property
    def longest_s(self) -> float:
        """It reads no longer sound than this, in seconds."""

    def effort(self, seconds: float) -> float:
        """How much work sound of that length is, in any unit that grows with the work."""

    def read(self, utterance: Utterance, dropped: Callable[[], bool] = never) -> Reading:
        """What was said. Blocking. Whether it has been `dropped` meanwhile is asked between two steps.

        Raises `RecogniserError`.
        """

    def close(self) -> None:
        """Frees the model."""
