"""Messages as rows of numbers: by their letters, and by what they mean.

Made from the messages that are learned, and from no others: what is asked later changes nothing in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from hotline.bench.understanding.messages.message import Message
from ivr.understanding.topics.meaning import Vector

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_LONGEST = 3
"""Characters in one feature."""

_SUBJECT = 2.0
"""How much the letters of a subject weigh against those of the text: it says in ten characters what the text
is about. In meaning both weigh the same."""


class View(Protocol):
    """One way to look at messages."""

    def of(self, messages: Sequence[Message]) -> csr_matrix:
        """A row each, of about unit length."""


class Letters:
    """Runs of characters."""

    def __init__(self, learned: Sequence[Message]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # late: it takes a second

        self._runs = TfidfVectorizer(analyzer="char", ngram_range=(1, _LONGEST), sublinear_tf=True)
        self._runs.fit([text for one in learned for text in (one.subject, one.text) if text])

    def of(self, messages: Sequence[Message]) -> csr_matrix:
        """See `View`."""
        from sklearn.preprocessing import normalize

        subjects = self._runs.transform([message.subject for message in messages])
        texts = self._runs.transform([message.text for message in messages])
        return normalize(_SUBJECT * subjects + texts)


class Meanings:
    """The vector of the subject beside the mean of those of the text's pieces."""

    def __init__(self, learned: Sequence[Message], vectors: Mapping[str, Vector]) -> None:
        """`vectors`: of all pieces of these messages and of those that are asked later."""
        self._vectors = vectors
        self._mean, self._length = np.zeros(1), 1.0
        table = self._table(learned)
        self._mean = table.mean(axis=0)
        self._length = float(np.sqrt(((table - self._mean) ** 2).sum(axis=1).mean())) or 1.0

    def of(self, messages: Sequence[Message]) -> csr_matrix:
        """See `View`."""
        from scipy.sparse import csr_matrix

        return csr_matrix((self._table(messages) - self._mean) / self._length)

    def _table(self, messages: Sequence[Message]) -> NDArray[np.float64]:
        return np.array([self._row(message) for message in messages], np.float64)

    def _row(self, message: Message) -> NDArray[np.float64]:
        subject, pieces = message.pieces()
        told = [self._vectors[piece] for piece in (pieces or [subject]) if piece]
        if not told:
            return self._mean  # of nothing nothing is known
        text = np.mean(told, axis=0, dtype=np.float64)
        return np.concatenate([self._vectors[subject] if subject else text, text])
