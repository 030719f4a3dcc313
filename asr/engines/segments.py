"""Engines that end a segment in a short pause: an utterance joins its segments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from statistics import fmean

from asr.engines.recogniser import Hypothesis
from asr.text.text import join_words
from contracts import Alternative


def join_segments(segments: Sequence[Hypothesis], alternatives: int) -> Hypothesis:
    """One hypothesis for segments that follow one another; alternatives are combined, best first."""
    if not segments:
        return Hypothesis("")
    if len(segments) == 1:
        return segments[0]
    readings = [
        [Alternative(text=segment.text, confidence=segment.confidence), *segment.alternatives]
        for segment in segments
    ]
    combined = [
        Alternative(
            text=join_words(part.text for part in parts), confidence=fmean(part.confidence for part in parts)
        )
        for parts in product(*(reading[:3] for reading in readings[:4]), *(r[:1] for r in readings[4:]))
    ]
    best, *others = combined
    others.sort(key=lambda reading: reading.confidence, reverse=True)
    words = tuple(word for segment in segments for word in segment.words)
    confidence = fmean(word.confidence for word in words) if words else best.confidence
    return Hypothesis(best.text, confidence, words, tuple(others[:alternatives]))
