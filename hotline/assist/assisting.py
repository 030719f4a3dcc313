"""The assist of one configuration: its knowledge base, its rules, and how it understands sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from agent_assist.assist.assistance import About, Assistance, assist
from agent_assist.assist.turns import Sentence, Turn
from agent_assist.knowledge import Article, load_articles
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.query import query_of
from contracts import Suggestion
from contracts.sentences import PASSAGES, EncodingError
from hotline.assist.reader import GuideReader, topics_by
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.sounds import sound_of
from hotline.machine.encoder.finding import kept_vectors, load
from hotline.machine.encoder.making import made
from hotline.machine.paths import CHECKOUT, State
from hotline.machine.setup.layout import checkout


def draft_of(config: HotlineConfig) -> Sequence[Article]:
    """The articles of the configured folder, published or not. Raises `KnowledgeError`."""
    return load_articles(CHECKOUT / config.desk.knowledge)


def search_of(
    guide: CallGuide, articles: Sequence[Article], state: State, say: Callable[[str], object]
) -> ArticleSearch:
    """Over those articles, by their meaning too where the guide has an encoder. Blocking: half a second for
    an article whose vectors `state` does not keep."""
    # Names of articles are judged by their letters: their meaning is the search's own.
    plain = GuideReader(guide, datetime.now(), lambda _text: None)
    search = ArticleSearch(articles, sound_of, topics_by(plain))
    if guide.encoder is not None:
        try:
            kept = kept_vectors(state, PASSAGES)
            search.know(made(load(checkout(), PASSAGES), kept, search.passages(), lambda _made, _of: None))
        except EncodingError as error:
            say(f"{error}; articles are found by words and sounds")
    return search


def assisted(
    sentences: Sequence[Sentence], guide: CallGuide, search: ArticleSearch, begun: datetime
) -> Assistance:
    """Of a conversation that began at that local time. Blocking."""

    def suggest(turns: Sequence[Turn], about: About) -> Sequence[Suggestion]:
        query = query_of(turns, about.topic, about.emergency, about.demand, about.topics, about.district)
        return search.find(query, guide.config.desk.suggestions, _meant(guide, query.latest))

    return assist(sentences, GuideReader(guide, begun), guide.config.quality.rules, suggest)


def _meant(guide: CallGuide, text: str) -> NDArray[np.float32] | None:
    if guide.encoder is None or not text:
        return None
    try:
        return guide.encoder.encode(text)
    except EncodingError:  # articles are found by words and sounds
        return None
