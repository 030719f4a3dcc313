"""Reads what Vosk answers, which differs with and without alternatives.

Without alternatives Vosk gives every word a confidence of its own (the word's share in the lattice).
With alternatives it gives only a log-likelihood per reading. From those we derive figures in 0..1:

- a reading's weight is its share of the likelihood among the readings Vosk listed (a softmax);
- a word's confidence is the weight of all readings with the same word at the same place;
- the confidence of an utterance, and of an alternative, is the mean over its words.

It is thus "the share of its words that is right, if one of the listed readings is", not a probability
that the speaker said it: sound that fits nothing still gets a high figure when no reading competes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from asr.engines.recogniser import Hypothesis
from asr.text.text import UNKNOWN, join_words
from contracts import Alternative, Word


def parse_partial(answer: str) -> str:
    """The text of a `PartialResult`."""
    data: dict[str, Any] = json.loads(answer)
    if "partial" in data:
        return join_words(data["partial"].split())
    return ""


def parse_result(answer: str, offset_ms: int, alternatives: int) -> Hypothesis:
    """The hypothesis in a `Result` or `FinalResult`.

    `offset_ms` is where the utterance began in the sound Vosk counts; at most `alternatives` are kept.
    """
    data: dict[str, Any] = json.loads(answer)
    if "alternatives" in data:
        return _from_readings(data["alternatives"], offset_ms, alternatives)
    words = _words(data.get("result", ()), offset_ms)
    return Hypothesis(join_words(word.text for word in words), _mean(words), words)


def _from_readings(readings: Sequence[dict[str, Any]], offset_ms: int, alternatives: int) -> Hypothesis:
    weights = _softmax([float(reading["confidence"]) for reading in readings])
    spoken = [_words(reading.get("result", ()), offset_ms) for reading in readings]
    judged = [
        tuple(word.model_copy(update={"confidence": _support(word, spoken, weights)}) for word in words)
        for words in spoken
    ]
    texts: dict[str, tuple[Word, ...]] = {}
    for words in judged:
        texts.setdefault(join_words(word.text for word in words), words)
    (text, words), *others = texts.items()
    kept = [Alternative(text=other, confidence=_mean(its)) for other, its in others if other]
    return Hypothesis(text, _mean(words), words, tuple(kept[:alternatives]))


def _words(result: Sequence[dict[str, Any]], offset_ms: int) -> tuple[Word, ...]:
    return tuple(
        Word(
            text=word["word"],
            start_ms=max(0, round(word["start"] * 1000) - offset_ms),
            end_ms=max(0, round(word["end"] * 1000) - offset_ms),
            confidence=min(1.0, max(0.0, float(word.get("conf", 0.0)))),
        )
        for word in result
        if word["word"] != UNKNOWN
    )


def _support(word: Word, spoken: Sequence[Sequence[Word]], weights: Sequence[float]) -> float:
    return min(
        1.0,
        sum(
            weight
            for words, weight in zip(spoken, weights, strict=True)
            if any(_same(word, other) for other in words)
        ),
    )


def _same(one: Word, other: Word) -> bool:
    return one.text == other.text and one.start_ms < other.end_ms and other.start_ms < one.end_ms


def _softmax(scores: Sequence[float]) -> list[float]:
    best = max(scores)
    shares = [math.exp(score - best) for score in scores]
    return [share / sum(shares) for share in shares]


def _mean(words: Sequence[Word]) -> float:
    return sum(word.confidence for word in words) / len(words) if words else 0.0
