"""Two passes: text while people speak from one engine, the utterance's final text from a better one.

The second reads the whole utterance when it is over, in the same worker thread. Where it fails, or would take
too long, the first one's final stands: a call never waits for better ears.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Protocol

from asr.engines.limiting import Limit
from asr.engines.recogniser import Hypothesis, Recogniser, RecogniserError, RecogniserStream
from contracts import Alternative

log = logging.getLogger(__name__)

_FORGETS = 0.9
"""After an utterance that was left to the first pass, the second is taken to be so much quicker, so that it
gets another chance when the machine has time again."""
_RISK = 2.0
"""That chance may take so many times the patience, judged by what was really measured last."""
_TRIAL_S = 0.5
"""The shortest sound that tells how quick the second pass is."""


class Offline(Protocol):
    """Reads whole utterances; called from several threads at once."""

    @property
    def rate(self) -> int:
        """The model's own sampling rate in Hz."""

    def read(self, pcm: bytes, rate: int, grammar: Sequence[str] | None = None) -> Hypothesis:
        """What was said in 16-bit mono sound at `rate` Hz. Raises `RecogniserError`."""

    def close(self) -> None:
        """Frees the model."""


class TwoPass:
    """A `Recogniser` made of a streaming one and an offline one."""

    def __init__(
        self, first: Recogniser, second: Offline, *, longest_s: float = 125.0, patience_s: float = 2.0
    ) -> None:
        """`longest_s`: of longer utterances no sound is kept and the first pass decides (settings cut them
        at 120 s or less). `patience_s`: so
        long may the second pass take, judged by how long it took before."""
        self.first = first
        self.second = second
        self._longest_s = longest_s
        self._patience_s = patience_s
        self._pace = 0.0
        """Seconds of work for a second of sound, as it is taken to be now."""
        self._measured = 0.0
        """The same as it was at the last reading."""
        self._told: set[str] = set()

    @property
    def rate(self) -> int:
        return max(self.first.rate, self.second.rate)

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> TwoPassStream:
        """Opens a stream for sound at `rate` Hz; a `grammar` limits both passes."""
        stream = self.first.stream(rate, alternatives=alternatives, grammar=grammar)
        return TwoPassStream(self, stream, rate, alternatives, grammar, self._longest_s)

    def close(self) -> None:
        self.first.close()
        self.second.close()

    def measure(self) -> None:
        """Finds out how quick the second pass is before a call depends on it. Blocking: two short readings,
        because a network's first one takes longer than all that follow."""
        for _ in range(2):
            self._timed(bytes(2 * self.second.rate), self.second.rate, None)

    def read_again(self, pcm: bytes, rate: int, grammar: Sequence[str] | None) -> Hypothesis | None:
        """The second reading; None where it failed or is too slow, which is logged once each."""
        length_s = len(pcm) / 2 / rate
        if self._pace * length_s > self._patience_s:
            self._pace *= _FORGETS
            self._tell("slow", f"the final model needs more than {self._patience_s:g} s for an utterance")
            return None
        if self._measured * length_s > _RISK * self._patience_s:
            # The pace was only guessed down: a piece of the utterance tells whether it is true.
            piece_s = max(_TRIAL_S, self._patience_s / self._measured)
            self._timed(pcm[: 2 * round(piece_s * rate)], rate, grammar)
            return None
        return self._timed(pcm, rate, grammar)

    def _timed(self, pcm: bytes, rate: int, grammar: Sequence[str] | None) -> Hypothesis | None:
        """A reading that sets the pace; None where it failed."""
        begun = time.monotonic()
        try:
            reading = self.second.read(pcm, rate, grammar)
        except RecogniserError as error:
            self._tell("failed", f"the final model failed: {error}")
            return None
        if pcm:
            self._pace = self._measured = (time.monotonic() - begun) * 2 * rate / len(pcm)
        return reading

    def _tell(self, what: str, why: str) -> None:
        if what not in self._told:
            self._told.add(what)
            log.warning("%s; the first pass decides such utterances (said once)", why)


class TwoPassStream:
    """One leg's recognition."""

    def __init__(
        self,
        passes: TwoPass,
        first: RecogniserStream,
        rate: int,
        alternatives: int,
        grammar: Sequence[str] | None,
        longest_s: float,
    ) -> None:
        self._passes = passes
        self._first = first
        self._rate = rate
        self._alternatives = alternatives
        self._grammar = grammar
        self._limit = None if grammar is None else Limit(grammar, alternatives)
        self._most_bytes = round(longest_s * rate) * 2
        self._sound = bytearray()
        self._too_long = False

    def accept(self, pcm: bytes | memoryview) -> bool:
        if len(self._sound) + len(pcm) > self._most_bytes:
            self._too_long = True
            self._sound.clear()
        if not self._too_long:
            self._sound += pcm
        return self._first.accept(pcm)

    def partial(self) -> str:
        return self._first.partial()

    def final(self) -> Hypothesis:
        """The second reading, with the first one's text as an alternative where they differ."""
        first = self._first.final()
        sound, too_long = bytes(self._sound), self._too_long
        self._forget()
        second = None
        if sound and not too_long:
            second = self._passes.read_again(sound, self._rate, self._grammar)
        if second is None:
            return first
        if self._limit is not None:
            second = self._limit.hypothesis(second)
        return self._better(second, first)

    def reset(self) -> None:
        self._first.reset()
        self._forget()

    def _better(self, second: Hypothesis, first: Hypothesis) -> Hypothesis:
        if not second.text:
            return first
        readings = [Alternative(text=first.text, confidence=first.confidence), *first.alternatives]
        others: dict[str, Alternative] = {}
        for reading in (*second.alternatives, *readings):
            if reading.text not in ("", second.text):
                others.setdefault(reading.text, reading)
        kept = tuple(others.values())[: self._alternatives]
        return Hypothesis(second.text, second.confidence, second.words, kept)

    def _forget(self) -> None:
        self._sound.clear()
        self._too_long = False
