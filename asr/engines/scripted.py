"""A recogniser that says what it was told to: for tests, and for demonstrations without a model."""

from __future__ import annotations

import time
from collections.abc import Sequence

from asr.engines.recogniser import Hypothesis, RecogniserError
from contracts import Alternative, Word

Line = str | tuple[int, str]
"""A text, or the ms of sound after which the recogniser itself sees the end, and the text."""


class ScriptedRecogniser:
    """Answers the n-th utterance of every stream with the n-th line, and with nothing after the last.

    Characters appear one by one, every `character_ms` of sound. `confidence` is every answer's.
    """

    def __init__(
        self,
        lines: Sequence[Line] = (),
        *,
        rate: int = 8000,
        confidence: float = 1.0,
        alternatives: Sequence[str] = (),
        character_ms: int = 100,
        slow_s: float = 0.0,
        fail_at: int | None = None,
        fail_open: bool = False,
    ) -> None:
        """`slow_s`: seconds that every `accept` takes; `fail_at`: the utterance (from 0) in which `accept`
        raises; `fail_open`: opening a stream raises."""
        self.lines = [line if isinstance(line, tuple) else (0, line) for line in lines]
        self.rate = rate
        self.confidence = confidence
        self.alternatives = tuple(alternatives)
        self.character_ms = character_ms
        self.slow_s = slow_s
        self.fail_at = fail_at
        self.fail_open = fail_open
        self.grammars: list[tuple[str, ...] | None] = []
        """Grammar of each stream that was opened, in order."""
        self.heard: list[bytes] = []
        """Sound of each finished utterance, over all streams."""
        self.closed = False

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> ScriptedStream:
        """Opens a stream; raises `RecogniserError` where `fail_open` says so."""
        if self.fail_open:
            raise RecogniserError("scripted failure on opening")
        self.grammars.append(None if grammar is None else tuple(grammar))
        return ScriptedStream(self, rate, alternatives)

    def close(self) -> None:
        self.closed = True


class ScriptedStream:
    """One stream of a `ScriptedRecogniser`."""

    def __init__(self, script: ScriptedRecogniser, rate: int, alternatives: int) -> None:
        self._script = script
        self._rate = rate
        self._alternatives = alternatives
        self._utterance = 0
        self._sound = bytearray()

    def accept(self, pcm: bytes | memoryview) -> bool:
        if self._script.fail_at == self._utterance:
            raise RecogniserError("scripted failure")
        if self._script.slow_s:
            time.sleep(self._script.slow_s)
        before = self._heard_ms()
        self._sound += pcm
        end_ms, _ = self._line()
        return before < end_ms <= self._heard_ms()

    def partial(self) -> str:
        return self._line()[1][: self._heard_ms() // self._script.character_ms]

    def final(self) -> Hypothesis:
        text = self._line()[1]
        script, length = self._script, self._heard_ms()
        step = length // max(1, len(text))
        words = tuple(
            Word(text=character, start_ms=i * step, end_ms=(i + 1) * step, confidence=script.confidence)
            for i, character in enumerate(text)
        )
        others = tuple(
            Alternative(text=other, confidence=script.confidence / 2)
            for other in script.alternatives[: self._alternatives]
        )
        script.heard.append(bytes(self._sound))
        self._utterance += 1
        self._sound.clear()
        return Hypothesis(text, script.confidence if text else 0.0, words, others)

    def reset(self) -> None:
        self._sound.clear()

    def _line(self) -> tuple[int, str]:
        lines = self._script.lines
        return lines[self._utterance] if self._utterance < len(lines) else (0, "")

    def _heard_ms(self) -> int:
        return len(self._sound) * 1000 // (2 * self._rate)
