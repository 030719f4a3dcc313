"""A reply at the desk is held against its case and what the knowledge base has of it; kept masked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from agent_assist.knowledge import Article
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.suggester import no_meaning
from agent_assist.refusal import ActionRefused
from hotline.assist.lookup import Lookup
from hotline.cases.book import CaseBook
from hotline.cases.store import CaseStore
from hotline.desk.replies import DeskReplies
from tests.shipped import shipped_config
from tests.unit.hotline.cases.opened import NUMBER, OUTAGE, opened

WATER = Article(
    id="water", title="停水补偿", source="条例", updated="2026-01-01", body="停水超过一天，每户补偿20元。"
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[CaseStore]:
    async with opened(tmp_path) as found:
        yield found


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


async def test_it_is_held_against_case_and_knowledge(store: CaseStore, thread: ThreadPoolExecutor) -> None:
    told = replace(OUTAGE, said="停水三天了", unit="water_company", unit_name="自来水公司")
    row = await store.open("call-1", NUMBER, told)
    book = CaseBook(store, shipped_config, lambda _call: "", lambda _event: None)
    replies = DeskReplies(book, Lookup(ArticleSearch([WATER]), no_meaning, thread), shipped_config)
    sound = "自来水公司11月20日恢复了停水的三户，每户补偿20元。"
    assert await replies.check(row.number, sound) == []
    [found] = await replies.check(row.number, sound.replace("20元", "90元"))
    assert (found.kind, found.words) == ("unfounded", "90元")
    with pytest.raises(ActionRefused):
        await replies.check("261129000000", sound)


async def test_it_is_kept_with_the_case_masked(store: CaseStore) -> None:
    row = await store.open("call-1", NUMBER, OUTAGE)
    book = CaseBook(store, shipped_config, lambda _call: "", lambda _event: None)
    await book.set_state(row.number, "answered", "wang", "已修好，市民13912345678已知晓")
    kept = await book.case(row.number)
    assert kept is not None
    assert (kept.state, kept.reply) == ("answered", "已修好，市民139****5678已知晓")
    await book.set_state(row.number, "closed", "wang")
    again = await book.case(row.number)
    assert again is not None
    assert again.reply == kept.reply
