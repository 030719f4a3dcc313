"""One text of what two passes made of an utterance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from asr.engines.limiting import Limit
from asr.engines.offline import UNSURE, Reading
from asr.engines.recogniser import Hypothesis
from asr.engines.words import spread
from asr.second_pass.known import KnownWords
from asr.text.text import join_words
from contracts import Alternative

Pass = Literal["first", "second"]

_OF_BEAM = 1
"""Other readings of the second pass: they differ in a sound or two, and would outvote the first pass."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance as it stays."""

    hypothesis: Hypothesis
    read_by: Pass = "first"
    language: str = ""
    """ISO 639 of what the second pass took it for; empty: not told."""
    language_confidence: float = 0.0


def joined(
    first: Hypothesis | None,
    second: Reading,
    alternatives: int,
    limit: Limit | None = None,
    known: KnownWords | None = None,
) -> Heard:
    """The second reading, with the first one's text as an alternative where they differ.

    What the second pass refuses to believe was not said, whatever the first made of it; only an expected
    phrase (`limit`) stands, and a known word where the second was merely unsure. `known` words that only the
    first wrote go into the second's text where they sound alike. A second pass that finds nothing and gives
    no reason leaves it to the first. Without a `first` the second decides alone.
    """
    told = (second.language, second.language_confidence)
    reading = second.hypothesis if limit is None else limit.hypothesis(second.hypothesis)
    if reading.text:
        if first is not None and known is not None and limit is None:
            reading = _with_known(reading, first, known)
        return Heard(_with_others(reading, first, alternatives), "second", *told)
    if first is not None and known is not None and second.refused == UNSURE and first.text in known:
        return Heard(first, "first", *told)
    if first is None or (second.refused and limit is None):
        return Heard(Hypothesis(""), "second", *told)
    return Heard(first, "first", *told)


def _with_known(second: Hypothesis, first: Hypothesis, known: KnownWords) -> Hypothesis:
    text = known.join(second.text, first.text)
    if text == second.text:
        return second
    length_ms = max((word.end_ms for word in second.words), default=0)
    heard = Alternative(text=second.text, confidence=second.confidence)
    words = spread(text, second.confidence, length_ms)
    return Hypothesis(text, second.confidence, words, (heard, *second.alternatives))


def one_after_another(readings: Sequence[Reading]) -> Reading:
    """The pieces of one long utterance as one reading; times of words count from the beginning of each."""
    if len(readings) == 1:
        return readings[0]
    said = [reading for reading in readings if reading.hypothesis.text]
    if not said:
        return readings[0]
    letters = sum(len(reading.hypothesis.text) for reading in said)
    sure = sum(len(reading.hypothesis.text) * reading.hypothesis.confidence for reading in said)
    longest = max(said, key=lambda reading: len(reading.hypothesis.text))
    return Reading(
        Hypothesis(join_words(reading.hypothesis.text for reading in said), sure / letters),
        longest.language,
        longest.language_confidence,
    )


def _with_others(second: Hypothesis, first: Hypothesis | None, alternatives: int) -> Hypothesis:
    """The first pass's text leads: it has other ears, while a beam's readings differ in a sound or two."""
    opinion: tuple[Alternative, ...] = ()
    more: tuple[Alternative, ...] = ()
    if first is not None:
        opinion, more = (Alternative(text=first.text, confidence=first.confidence),), first.alternatives
    others: dict[str, Alternative] = {}
    for reading in (*opinion, *second.alternatives[:_OF_BEAM], *more):
        if reading.text not in ("", second.text):
            others.setdefault(reading.text, reading)
    return Hypothesis(second.text, second.confidence, second.words, tuple(others.values())[:alternatives])
