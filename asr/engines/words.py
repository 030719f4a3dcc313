"""Words with times: of a text alone, or of what sherpa-onnx answers (a text, its tokens, when each began).

Confidence: transducers give each token a log-probability; a word's confidence is the mean probability of its
tokens, an utterance's the mean of its words. The other kinds give none: their words all get `UNJUDGED`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean

from asr.engines.recogniser import Hypothesis
from asr.text.text import join_words
from asr.text.units import units
from contracts import Word

UNJUDGED = 0.8
"""Confidence of words from a model that does not judge itself."""
_LONGEST_MS = 400
"""A character lasts no longer than this, and a Latin word no longer than twice this."""


def spread(text: str, confidence: float, length_ms: int) -> tuple[Word, ...]:
    """The units of a text that has no times, evenly over the utterance's sound."""
    said = units(text)
    starts = [length_ms * i // len(said) for i in range(len(said))]
    return _words(said, starts, [confidence] * len(said), length_ms)


def hypothesis(
    text: str,
    tokens: Sequence[str],
    seconds: Sequence[float],
    log_probabilities: Sequence[float],
    length_ms: int,
) -> Hypothesis:
    """`seconds`: when each of the `tokens` began; `length_ms`: of the utterance's sound.

    Where tokens do not spell the text (pieces of bytes, words changed by rules) or have no times, the words
    are spread evenly.
    """
    said = units(text)
    if not said:
        return Hypothesis("")
    owners = _owners(said, tokens)
    if owners is None or len(seconds) != len(tokens):
        first, last = _span(seconds, length_ms)
        starts = [first + (last - first) * i // len(said) for i in range(len(said))]
    else:
        starts = [round(seconds[owned[0]] * 1000) for owned in owners]
    if owners is None or len(log_probabilities) != len(tokens):
        judged = [UNJUDGED] * len(said)
    else:
        chances = [math.exp(min(0.0, value)) for value in log_probabilities]
        judged = [fmean(chances[i] for i in owned) for owned in owners]
    words = _words(said, starts, judged, length_ms)
    return Hypothesis(join_words(text.split()), fmean(judged), words)


def _owners(said: Sequence[str], tokens: Sequence[str]) -> list[list[int]] | None:
    """For each word the tokens that spell it; None when they spell something else."""
    spelled: list[tuple[str, int]] = []
    for number, token in enumerate(tokens):
        spelled += [(letter, number) for letter in "".join(units(token.replace("@@", "")))]
    if "".join(letter for letter, _ in spelled).lower() != "".join(said).lower():
        return None
    owners, at = [], 0
    for word in said:
        owners.append(list(dict.fromkeys(number for _, number in spelled[at : at + len(word)])))
        at += len(word)
    return owners


def _span(seconds: Sequence[float], length_ms: int) -> tuple[int, int]:
    if not seconds:
        return 0, length_ms
    return round(seconds[0] * 1000), min(length_ms, round(seconds[-1] * 1000) + _LONGEST_MS)


def _words(
    said: Sequence[str], starts: Sequence[int], judged: Sequence[float], length_ms: int
) -> tuple[Word, ...]:
    words = []
    before = 0
    for i, (text, start, confidence) in enumerate(zip(said, starts, judged, strict=True)):
        begin = min(max(start, before), length_ms)
        longest = begin + _LONGEST_MS * (1 if len(text) == 1 else 2)
        following = starts[i + 1] if i + 1 < len(starts) else length_ms
        before = max(begin, min(longest, following, length_ms))
        words.append(Word(text=text, start_ms=begin, end_ms=before, confidence=confidence))
    return tuple(words)
