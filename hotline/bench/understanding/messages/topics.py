"""Sorts citizens' written messages by topic: learned from labelled messages, and from the names of what
belongs to each topic.

Not for what callers say: that is judged by its intents (`ivr/understanding`), which need no examples
from real people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_LONGEST = 3
"""Characters in one feature."""

_SUBJECT = 2.0
"""How much a subject weighs against the text: it says in ten characters what the text is about."""

_TERM = 0.5
"""How much the name of a matter weighs in learning, against a message."""

_SHARP = 8.0
"""How fast the score grows with the lead, so that it is about the share of messages sorted right."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a citizen wrote."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What a message is about."""

    category: str
    score: float
    """How sure, 0 to 1; with that of all other categories it makes 1."""
    runner_up: str
    runner_up_score: float


class Topics:
    """A linear support vector machine on runs of characters."""

    def __init__(
        self,
        messages: Sequence[Message],
        categories: Sequence[str],
        terms: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`categories`: one for each message. `terms`: names of matters that belong to a category, such as a
        table of public affairs has; those of categories without a message are left out.

        Raises `ValueError` when there are fewer than two categories, or not one for each message.
        """
        # Loaded with the first messages: it takes a second.
        from scipy.sparse import vstack
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        if len(messages) != len(categories):
            raise ValueError(f"{len(messages)} messages and {len(categories)} categories: give one for each")
        self.categories = sorted(set(categories))
        if len(self.categories) < 2:
            raise ValueError(
                f"messages of {len(self.categories)} category: two are the least to be told apart"
            )
        named = [(term, name) for name in self.categories for term in (terms or {}).get(name, ())]
        self._runs = TfidfVectorizer(analyzer="char", ngram_range=(1, _LONGEST), sublinear_tf=True)
        self._runs.fit(
            [term for term, _ in named]
            + [message.subject for message in messages]
            + [message.text for message in messages]
        )
        table = self._table(messages)
        if named:
            table = vstack([table, self._runs.transform([term for term, _ in named])])
        labels = [*categories, *(name for _, name in named)]
        weights = [1.0] * len(messages) + [_TERM] * len(named)
        # Rare categories count as much as common ones.
        self._machine = LinearSVC(class_weight="balanced", random_state=0)
        self._machine.fit(table, labels, sample_weight=weights)

    def sort(self, messages: Sequence[Message]) -> list[Topic]:
        """The topic of each message; what is empty is the likeliest of all, and hardly sure."""
        if not messages:
            return []
        margins = np.asarray(self._machine.decision_function(self._table(messages)), np.float64)
        if margins.ndim == 1:  # scikit-learn keeps one column for two categories
            margins = np.stack([-margins, margins], axis=1)
        powers = np.exp(_SHARP * (margins - margins.max(axis=1, keepdims=True)))
        scores = powers / powers.sum(axis=1, keepdims=True)
        found = []
        for row in scores:
            second, best = (int(place) for place in np.argsort(row)[-2:])
            names = self.categories
            found.append(Topic(names[best], float(row[best]), names[second], float(row[second])))
        return found

    def _table(self, messages: Sequence[Message]) -> csr_matrix:
        from sklearn.preprocessing import normalize

        subjects = self._runs.transform([message.subject for message in messages])
        texts = self._runs.transform([message.text for message in messages])
        return normalize(_SUBJECT * subjects + texts)
