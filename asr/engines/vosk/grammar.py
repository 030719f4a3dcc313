"""Runtime grammars of Vosk: what it is given, and what of its answer counts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from statistics import fmean

from asr.engines.recogniser import Hypothesis
from asr.text.phrases import Phrases, pieces
from asr.text.text import UNKNOWN, join_words
from asr.text.units import units
from contracts import Word

_TIMES = 3
"""A phrase stands so often in its grammar: Vosk smooths away half of what was seen once."""

_PAUSE_MS = 400
"""A longer gap between two words ends a phrase: what lay between was no word of the grammar."""


def grammar_json(spelled: Mapping[str, str]) -> str:
    """What Vosk takes for a grammar. It makes bigrams of it: with `[unk]` twice in a row, long speech passes
    for something unknown more easily than for phrases.

    `spelled` as for `Only`.
    """
    return json.dumps([*list(spelled) * _TIMES, UNKNOWN, f"{UNKNOWN} {UNKNOWN}"], ensure_ascii=False)


class Only:
    """Keeps the whole phrases of a grammar: Vosk's bigrams also let pieces of them and mixtures through."""

    def __init__(self, spelled: Mapping[str, str]) -> None:
        """`spelled`: phrases by the words that stand for them in the grammar, with blanks between."""
        self._phrases = Phrases(spelled)
        self._names = {join_words(words.split()): phrase for words, phrase in spelled.items()}

    def text(self, text: str) -> str:
        """The phrases in a partial text."""
        return join_words(word.text for word in self._named([_timed(unit) for unit in units(text)]))

    def hypothesis(self, heard: Hypothesis) -> Hypothesis:
        """The phrases in a hypothesis and in its alternatives."""
        words: list[Word] = []
        for run in _runs(heard.words):
            words += self._named([piece for word in run for piece in pieces(word)])
        text = join_words(word.text for word in words)
        others = {
            limited: other.model_copy(update={"text": limited})
            for other in reversed(heard.alternatives)
            if (limited := self.text(other.text)) not in ("", text)
        }
        confidence = fmean(word.confidence for word in words) if words else 0.0
        return Hypothesis(text, confidence, tuple(words), tuple(reversed(others.values())))

    def _named(self, said: Sequence[Word]) -> list[Word]:
        return [
            word.model_copy(update={"text": self._names[word.text]}) for word in self._phrases.limit(said)
        ]


def _runs(words: Sequence[Word]) -> list[list[Word]]:
    """Words that follow one another without a long gap."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and word.start_ms - runs[-1][-1].end_ms <= _PAUSE_MS:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _timed(unit: str) -> Word:
    return Word(text=unit, start_ms=0, end_ms=0, confidence=0)
