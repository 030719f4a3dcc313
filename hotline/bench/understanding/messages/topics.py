"""Sorts citizens' written messages by topic: learned from labelled messages, by their letters and by what
they mean, and from the names of what belongs to each topic.

Not for what callers say: that is judged by its intents (`ivr/understanding`), which need no examples
from real people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotline.bench.understanding.messages.message import Message
from hotline.bench.understanding.messages.views import Letters, Meanings, View
from ivr.understanding.topics.meaning import Vector

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_TERM = 0.5
"""How much the name of a matter weighs in learning, against a message."""

_SHARP = 8.0
"""How fast the score grows with the lead, so that it is about the share of messages sorted right."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a message is about."""

    category: str
    score: float
    """How sure, 0 to 1; with that of all other categories it makes 1."""
    runner_up: str
    runner_up_score: float


class Topics:
    """A linear support vector machine on what the views say of a message."""

    def __init__(
        self,
        messages: Sequence[Message],
        categories: Sequence[str],
        terms: Mapping[str, Sequence[str]] | None = None,
        *,
        letters: bool = True,
        vectors: Mapping[str, Vector] | None = None,
    ) -> None:
        """`categories`: one for each message. `terms`: names of matters that belong to a category, such as a
        table of public affairs has; those of categories without a message are left out. `vectors`: of all
        `Message.pieces`, of terms too; with them the meaning counts. One of
        `letters` and `vectors` is needed.

        Raises `ValueError` when there are fewer than two categories, or not one for each message.
        """
        from sklearn.svm import LinearSVC  # late: it takes a second

        if len(messages) != len(categories):
            raise ValueError(f"{len(messages)} messages and {len(categories)} categories: give one for each")
        self.categories = sorted(set(categories))
        if len(self.categories) < 2:
            raise ValueError(
                f"messages of {len(self.categories)} category: two are the least to be told apart"
            )
        named = [
            (Message("", term), name) for name in self.categories for term in (terms or {}).get(name, ())
        ]
        learned = [*messages, *(term for term, _ in named)]
        self._views: list[View] = [Letters(learned)] if letters else []
        if vectors is not None:
            self._views.append(Meanings(learned, vectors))
        labels = [*categories, *(name for _, name in named)]
        weights = [1.0] * len(messages) + [_TERM] * len(named)
        # Rare categories count as much as common ones.
        self._machine = LinearSVC(class_weight="balanced", random_state=0)
        self._machine.fit(self._table(learned), labels, sample_weight=weights)

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
        from scipy.sparse import hstack

        share = 1 / np.sqrt(len(self._views))  # as long together as one of them alone
        return hstack([share * view.of(messages) for view in self._views]).tocsr()
