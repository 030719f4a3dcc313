"""Opinions of articles over a database: weighed at once, taken back, kept over a restart, deleted."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_assist.refusal import ActionRefused
from contracts import ArticleJudged, Event
from hotline.assist.opinions import Opinions
from hotline.machine.paths import State
from hotline.records.database.articles.store import ArticleMarkStore
from hotline.records.database.audit.chain import PURPOSE
from hotline.records.database.audit.keeper import AuditChain
from hotline.records.database.retention import Retention
from hotline.records.sealing import Seal


@pytest.fixture
def url(tmp_path: Path, database: str) -> str:
    return State(tmp_path).database_url


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
async def opinions(url: str, told: list[Event]) -> AsyncIterator[Opinions]:
    async with ArticleMarkStore.opened(url) as store:
        yield Opinions(store, told.append)


async def test_a_thumb_counts_at_once_and_is_taken_back(opinions: Opinions, told: list[Event]) -> None:
    assert opinions.esteem_of("fire") == 0
    await opinions.judge("fire", "down", "8001")
    assert opinions.esteem_of("fire") == -1 / 9
    await opinions.judge("fire", "down", "8001")
    assert opinions.esteem_of("fire") == -1 / 9, "an agent counts once"
    assert await opinions.thumbs("8001") == {"fire": "down"}
    assert await opinions.thumbs("8002") == {}
    await opinions.judge("fire", "none", "8001")
    assert (opinions.esteem_of("fire"), await opinions.thumbs("8001")) == (0, {})
    assert [one.thumb for one in told if isinstance(one, ArticleJudged)] == ["down", "down", "none"]


async def test_use_counts_once_an_agent_and_less_than_what_they_say(opinions: Opinions) -> None:
    for _ in range(5):
        await opinions.used("fire", "8001")
    await opinions.look()
    assert opinions.esteem_of("fire") == 0.25 / 8.25
    await opinions.judge("fire", "down", "8001")
    assert opinions.esteem_of("fire") == -1 / 9


async def test_a_restart_and_another_node_know_it(opinions: Opinions, url: str) -> None:
    await opinions.judge("fire", "up", "8001")
    async with ArticleMarkStore.opened(url) as store:
        other = Opinions(store, lambda _event: None)
        await other.look()
        assert other.esteem_of("fire") == 1 / 9


async def test_what_is_old_is_deleted(opinions: Opinions, url: str) -> None:
    await opinions.judge("fire", "up", "8001")
    async with Retention.opened(url, AuditChain("n1", Seal("of this test", PURPOSE))) as retention:
        await retention.forget(time.time() - 60)
        assert await opinions.thumbs("8001") == {"fire": "up"}
        await retention.forget(time.time() + 60)
    assert await opinions.thumbs("8001") == {}


@pytest.mark.sqlite
async def test_a_database_that_is_away_refuses_and_changes_nothing(told: list[Event]) -> None:
    async with ArticleMarkStore.opened("postgresql+asyncpg://u:p@127.0.0.1:1/x") as store:
        opinions = Opinions(store, told.append)
        with pytest.raises(ActionRefused):
            await opinions.judge("fire", "down", "8001")
    assert (opinions.esteem_of("fire"), told) == (0, [])
