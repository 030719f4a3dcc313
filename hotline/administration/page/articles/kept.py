"""The articles that are live, kept by the worker from one question to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from agent_assist.admin.port import AdministrationRefused
from agent_assist.knowledge import Article
from agent_assist.knowledge.files.reading import read
from contracts.errors import HotlineError
from hotline.configuration.articles.publisher import ArticlePublisher
from hotline.configuration.generations.store import Generation
from hotline.machine.language import in_both
from hotline.machine.paths import State


@dataclass(frozen=True, slots=True)
class LiveArticles:
    """As published, or as they lie in the folder where nothing ever was."""

    generation: Generation | None
    files: Mapping[str, bytes]
    articles: Sequence[Article]

    @property
    def base(self) -> int:
        return 0 if self.generation is None else self.generation.number


class KeptArticles:
    """The last ones that were asked for; for several threads. Blocking."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[Path, LiveArticles] | None = None

    def of(self, folder: Path, state: Path) -> LiveArticles:
        """Refuses when they cannot be read."""
        with self._lock:
            try:
                publisher = ArticlePublisher(folder, State(state))
                active = publisher.store.active()
                if self._kept is not None and active is not None:
                    where, kept = self._kept
                    if where == state and kept.generation == active:
                        return kept
                active, files = publisher.live()
                found = LiveArticles(active, files, read(files).articles)
            except HotlineError as error:
                message = in_both(error, "知识库读不了", "the articles cannot be read")
                raise AdministrationRefused("unavailable", message, 503) from None
            self._kept = state, found
            return found
