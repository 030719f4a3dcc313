"""Sentences as numbers: what stands between those who compare meanings and what makes their vectors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from contracts.errors import HotlineError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_SENTENCE = 100
"""Characters of a sentence that are encoded; what comes behind them is left out."""

LONGEST_PASSAGE = 300
"""As much of an article, or of a letter that asks for one: what a longer text means shows in more of it."""

_ENDS = re.compile(r"(?<=[。！？；!?;])")


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts are read; vectors of two readings of one network may be compared where it was taught so."""

    kind: Literal["query", "passage"]
    longest: int
    """Characters that are encoded."""


SENTENCES = Reading("query", LONGEST_SENTENCE)
"""What callers say, and sayings: alike with alike."""
QUESTIONS = Reading("query", LONGEST_PASSAGE)
"""Letters that ask for a passage."""
PASSAGES = Reading("passage", LONGEST_PASSAGE)
"""What is found by sentences and questions."""


def pieces_of(text: str, longest: int) -> list[str]:
    """A text in pieces of at most `longest` characters, cut where sentences end; none of an empty text."""
    found = [""]
    for sentence in _ENDS.split(" ".join(text.split())):
        if len(found[-1]) + len(sentence) > longest:
            found.append("")
        while len(sentence) > longest:
            found[-1], sentence = sentence[:longest], sentence[longest:]
            found.append("")
        found[-1] += sentence
    return [piece for piece in found if piece]


class EncodingError(HotlineError):
    """A sentence, or all of them, cannot be encoded; the text says why."""


class SentenceEncoder(Protocol):
    """Sentences that mean alike get vectors that lie close together."""

    @property
    def name(self) -> str:
        """Of the network and what is done with it: vectors of different names are not to be compared."""

    @property
    def dimensions(self) -> int:
        """Numbers of a vector."""

    def encode(self, text: str) -> NDArray[np.float32]:
        """The vector of `text`, of unit length. Blocking: some tens of milliseconds.

        Longer texts are cut to what its `Reading` takes. Raises `EncodingError`.
        """
