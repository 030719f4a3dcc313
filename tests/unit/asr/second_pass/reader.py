"""An offline model that says what it was told to, and waits where a test wants it to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from asr import Hypothesis, RecogniserError
from asr.engines.offline import Reading, Utterance, never
from contracts import Word

SECOND = b"\1\0" * 8000
"""A second of sound at 8 kHz."""
GOOD = Hypothesis("好文本", 0.9, (Word(text="好文本", start_ms=0, end_ms=9, confidence=0.9),))


@dataclass
class Reader:
    """Answers with `answers` in turn, the last one again and again."""

    answers: list[Reading] = field(default_factory=lambda: [Reading(GOOD)])
    rate: int = 16000
    lanes: int = 1
    longest_s: float = 30.0
    fails: bool = False
    gate: threading.Event = field(default_factory=threading.Event)
    """Readings wait for it; open unless a test closes it."""
    seconds: list[float] = field(default_factory=list)
    """Of the sound that was read, in order."""
    grammars: list[tuple[str, ...] | None] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self.gate.set()
        self.begun = threading.Semaphore(0)
        """Released when a reading begins."""

    def effort(self, seconds: float) -> float:
        return seconds

    def read(self, utterance: Utterance, dropped: Callable[[], bool] = never) -> Reading:
        self.seconds.append(round(utterance.seconds, 2))
        self.grammars.append(utterance.grammar)
        self.begun.release()
        if not self.gate.wait(60):
            raise TimeoutError("the gate stayed shut")
        if self.fails:
            raise RecogniserError("broken")
        if dropped():
            return Reading(Hypothesis(""), dropped=True, cpu_s=0.5)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def close(self) -> None:
        self.closed = True


def text(said: str, confidence: float = 0.9) -> Reading:
    """A reading with this text."""
    return Reading(Hypothesis(said, confidence))
