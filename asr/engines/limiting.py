"""A grammar for engines that decode freely: their hypotheses are limited to its phrases afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from asr.engines.recogniser import Hypothesis
from asr.text.phrases import Phrases, pieces
from asr.text.text import join_words
from contracts import Alternative


class Limit:
    """The phrases of one stream."""

    def __init__(self, grammar: Sequence[str], alternatives: int) -> None:
        """At most `alternatives` further readings are kept; the unlimited text comes first among them."""
        self._phrases = Phrases(grammar)
        self._alternatives = alternatives

    def text(self, text: str) -> str:
        """A partial text, limited."""
        return self._phrases.limit_text(text)

    def hypothesis(self, heard: Hypothesis) -> Hypothesis:
        """No phrase in it means no text; the words as they were heard are then an alternative only."""
        words = self._phrases.limit([piece for word in heard.words for piece in pieces(word)])
        text = join_words(word.text for word in words)
        confidence = sum(word.confidence for word in words) / len(words) if words else 0.0
        readings = [Alternative(text=heard.text, confidence=heard.confidence), *heard.alternatives]
        others = [reading for reading in readings if reading.text not in ("", text)]
        return Hypothesis(text, confidence, words, tuple(others[: self._alternatives]))
