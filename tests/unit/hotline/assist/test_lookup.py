"""Articles asked by hand: the shipped ones are found by words, by sound and by meaning; too many wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agent_assist.knowledge import Article, load_articles
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.suggester import no_meaning
from agent_assist.refusal import ActionRefused
from hotline.assist import lookup
from hotline.assist.lookup import Lookup
from hotline.guidance.sounds import sound_of

CHECKOUT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return load_articles(CHECKOUT / "knowledge")


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


async def test_words_and_sounds_find_what_is_typed(
    articles: list[Article], thread: ThreadPoolExecutor
) -> None:
    found_by = Lookup(ArticleSearch(articles, sound_of), no_meaning, thread)
    for words, article in {
        "公积金提取": "fund-withdrawal",
        "工积金提曲": "fund-withdrawal",
        "煤气泄漏": "gas-leak",
    }.items():
        assert (await found_by.find(words))[0].article == article, words
    assert not await found_by.find("的吗呢")


async def test_meaning_counts_where_it_is_known(articles: list[Article], thread: ThreadPoolExecutor) -> None:
    search = ArticleSearch(articles)
    rows = np.eye(len(search.passages()), dtype=np.float32)
    vectors = dict(zip(search.passages(), rows, strict=True))
    search.know(vectors)
    wanted = articles[3]
    near = next(vectors[one] for one in vectors if one.startswith(wanted.title))

    async def meaning(_text: str) -> NDArray[np.float32] | None:
        return near

    found = await Lookup(search, meaning, thread).find("飞碟降落")
    assert [one.article for one in found] == [wanted.id]


async def test_an_article_is_opened_by_its_id(articles: list[Article], thread: ThreadPoolExecutor) -> None:
    found_by = Lookup(ArticleSearch(articles), no_meaning, thread)
    opened = await found_by.article("fund-withdrawal")
    assert opened is not None
    assert opened.passages == tuple(next(one.passages for one in articles if one.id == "fund-withdrawal"))
    assert await found_by.article("none") is None


async def test_too_many_who_wait_are_refused_and_nobody_later(
    articles: list[Article], thread: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "MOST_AT_ONCE", 2)
    gate = asyncio.Event()

    async def meaning(_text: str) -> None:
        await gate.wait()

    found_by = Lookup(ArticleSearch(articles), meaning, thread)
    waiting = [asyncio.create_task(found_by.find("公积金")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(ActionRefused):
        await found_by.find("公积金")
    gate.set()
    assert all(await asyncio.gather(*waiting))
    assert await found_by.find("公积金")
