"""What suggestions of a service are made with: danger by the live configuration, meaning if there is any."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from agent_assist.knowledge import load_articles
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.query import SearchQuery
from hotline.assist import live as live_suggestions
from hotline.assist.live import ArticleMeanings
from hotline.assist.reading import LiveReading
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.live import Live
from hotline.machine.paths import State
from tests.shipped import shipped_guide

CHECKOUT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def guide() -> CallGuide:
    return shipped_guide()


def test_danger_brings_the_article_for_it_first(guide: CallGuide) -> None:
    reading = LiveReading(cast(Live, SimpleNamespace(guide=guide)))
    search = ArticleSearch(load_articles(CHECKOUT / "knowledge"))
    for said, article in {
        "楼道里全是煤气味": "gas-leak",
        "我家着火了": "fire",
        "我不想活了": "psychological",
        "爷爷倒在地上怎么喊都不答应": "medical-emergency",
        "有人拿着刀在砍人": "crime-danger",
    }.items():
        danger = reading.emergency_of(said, True)
        assert danger
        assert search.find(SearchQuery((), danger), 1)[0].article == article
    assert reading.emergency_of("公积金怎么提取", True) == ""


def test_a_publication_changes_who_judges(guide: CallGuide) -> None:
    holder = SimpleNamespace(guide=guide)
    reading = LiveReading(cast(Live, holder))
    assert reading.emergency_of("我家着火了", False)
    ivr = guide.config.ivr
    intents = tuple(one.model_copy(update={"urgent": False}) for one in ivr.intents)
    config = guide.config.model_copy(update={"ivr": ivr.model_copy(update={"intents": intents})})
    holder.guide = CallGuide.of(config)
    assert not reading.emergency_of("我家着火了", False)


async def test_without_an_encoder_words_and_sounds_find_articles(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(live_suggestions, "lack", lambda _layout: "not in this test")
    async with ArticleMeanings.opened(State(tmp_path)) as meanings:
        await meanings.learn(ArticleSearch([]))
        assert await meanings.of("停水了") is None
