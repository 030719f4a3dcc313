"""The desk's routes for articles: asked by hand, with or without a call, and opened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from agent_assist.articles.port import ArticleView
from agent_assist.desk.overview import Overview
from agent_assist.refusal import ActionRefused
from contracts import Suggestion
from tests.unit.agent_assist.desk.parts import Desk, running_desk

HEAT = Suggestion(article="heat", title="供暖时间", text="十一月十五日起", source="条例", score=0.5)
WHOLE = ArticleView(
    id="heat", title="供暖时间", tags=(), source="条例", updated=date(2026, 1, 1), passages=("甲。", "乙。")
)


class FakeKnowledge:
    def __init__(self) -> None:
        self.asked: list[str] = []

    async def find(self, words: str, call: str = "") -> Sequence[Suggestion]:
        if words == "忙":
            raise ActionRefused("稍后再试")
        self.asked.append(f"{call} {words}" if call else words)
        return [HEAT]

    async def article(self, article: str) -> ArticleView | None:
        return WHOLE if article == "heat" else None


@pytest.fixture
def knowledge() -> FakeKnowledge:
    return FakeKnowledge()


@pytest.fixture
async def desk(tmp_path: Path, knowledge: FakeKnowledge) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, overview=Overview(knowledge=knowledge)) as running:
        yield running


async def test_an_agent_looks_up_without_a_call(desk: Desk, knowledge: FakeKnowledge) -> None:
    async with desk.browser("8001") as browser:
        answer = await browser.get("/api/articles", params={"words": " 供暖  时间\n"})
        assert (await answer.json())["articles"][0]["article"] == "heat"
        await browser.get("/api/articles", params={"words": "供暖", "call": "c-1"})
        for wrong in ("", "  ", "长" * 201):
            assert (await browser.get("/api/articles", params={"words": wrong})).status == 400
        assert (await browser.get("/api/articles", params={"words": "忙"})).status == 409
    assert knowledge.asked == ["供暖 时间", "c-1 供暖"]


async def test_an_article_is_opened_whole(desk: Desk) -> None:
    async with desk.browser("8001") as browser:
        assert (await (await browser.get("/api/articles/heat")).json())["passages"] == ["甲。", "乙。"]
        gone = await browser.get("/api/articles/none")
        assert (gone.status, (await gone.json())["error"]) == (404, "no_such_article")
