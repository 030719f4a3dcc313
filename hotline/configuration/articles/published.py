"""The articles that a running service goes by."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from agent_assist.knowledge import Article, KnowledgeError, load_articles
from agent_assist.knowledge.files.reading import read
from hotline.configuration.articles.packed import unpacked
from hotline.configuration.generations.store import Generations
from hotline.machine.paths import CHECKOUT, State


class PublishedArticles:
    """Those that were published last; where none ever were, those in the folder. Read once for all who ask.

    Blocking; any thread may ask.
    """

    def __init__(self, folder: str | Path, state: State) -> None:
        self._folder = CHECKOUT / folder
        self._store = Generations(state.articles)
        self._lock = threading.Lock()
        self._read: tuple[int, Sequence[Article]] | None = None

    def number(self) -> int:
        """Of what is published now; 0: nothing was. Raises `GenerationError`."""
        active = self._store.active()
        return 0 if active is None else active.number

    def articles(self) -> Sequence[Article]:
        """In the order of their ids. Raises `KnowledgeError`, `GenerationError`."""
        with self._lock:
            number = self.number()
            if self._read is None or self._read[0] != number:
                self._read = number, self._articles_of(number)
            return self._read[1]

    def first_paragraphs(self, ids: Collection[str], day: date) -> dict[str, str]:
        """Of those among the articles that hold on that day. Raises as `articles`."""
        return {one.id: one.passages[0] for one in self.articles() if one.id in ids and one.holds(day)}

    def _articles_of(self, number: int) -> Sequence[Article]:
        if number == 0:
            return load_articles(self._folder)
        found = read(unpacked(self._store.sources(number)))
        if found.unread:
            where = f"generation {number} of the articles"
            raise KnowledgeError([f"{where}: {one}" for one in found.unread])
        return found.articles
