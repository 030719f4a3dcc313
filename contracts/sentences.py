"""Sentences as numbers: what stands between those who compare meanings and what makes their vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from contracts.errors import HotlineError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_SENTENCE = 100
"""Characters of a sentence that are encoded; what comes behind them is left out."""


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

        Longer texts are cut to `LONGEST_SENTENCE` characters. Raises `EncodingError`.
        """
