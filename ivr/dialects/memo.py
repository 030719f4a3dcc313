"""Answers that are asked for again and again, kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")


class Memo(Generic[Question, Answer]):
    """Answers of one pure function. Whoever owns this gives it each time: a method that was kept here would
    keep its owner, until garbage is looked for. A copy, in memory or on disk, begins empty. Several threads
    may ask."""

    def __init__(self, most: int) -> None:
        """Begins anew when there are `most`."""
        self._most = most
        self._answers: dict[Question, Answer] = {}

    def of(self, question: Question, answer: Callable[[Question], Answer]) -> Answer:
        """What `answer` says, asked once."""
        try:
            return self._answers[question]
        except KeyError:
            found = answer(question)
        if len(self._answers) >= self._most:
            self._answers = {}
        self._answers[question] = found
        return found

    def __reduce__(self) -> tuple[type[Memo[Question, Answer]], tuple[int]]:
        return type(self), (self._most,)
