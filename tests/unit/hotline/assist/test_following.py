"""A running service takes articles that are published, for agents and for what callers are told."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from agent_assist.knowledge.article_search import ArticleSearch
from contracts import Event, Fault
from hotline.assist.following import ArticleFollower
from hotline.configuration.articles.published import PublishedArticles
from hotline.configuration.articles.publisher import ArticlePublisher, check
from hotline.configuration.generations.effective import at_start
from hotline.configuration.generations.store import Generations
from hotline.guidance.answers import SpokenArticles
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.live import Live
from hotline.machine.paths import State
from ivr.settings.settings import IvrSettings
from tests.unit.hotline.configuration.articles.parts import write_article
from tests.unit.hotline.configuration.generations.parts import TEXT
from tests.waiting import eventually


class Service:
    """What a service does with new articles."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "knowledge"
        write_article(self.folder, "water")
        self.state = State(folder / "state")
        self.publisher = ArticlePublisher(self.folder, self.state)
        self.articles = PublishedArticles(self.folder, self.state)
        self.events: list[Event] = []
        self.taken: list[int] = []
        self.refusals: list[str] = []
        self.learned: list[int] = []
        self.searched: ArticleSearch | None = None
        self.follower = ArticleFollower(self.articles, ArticleSearch, self.learn, self, self.events.append)

    def publish(self) -> None:
        self.publisher.publish(check(self.publisher.on_disk(), date.today()), "王芳", "why")

    async def learn(self, search: ArticleSearch) -> None:
        self.learned.append(len(search.articles))
        await asyncio.Event().wait()  # as long as it takes: a newer one ends it

    def take(self, search: ArticleSearch) -> None:
        self.searched = search

    def took(self, number: int) -> None:
        self.taken.append(number)

    def refused(self, number: int, why: str) -> None:
        self.refusals.append(why)

    def preparing(self, number: int) -> None:
        pass


async def test_what_is_published_is_searched_without_a_restart(tmp_path: Path) -> None:
    service = await asyncio.to_thread(Service, tmp_path)
    first = await service.follower.first()
    assert len(first.articles) == 1
    async with service.follower.following(first, service.take):
        write_article(service.folder, "gas", "燃气")
        await asyncio.to_thread(service.publish)
        await eventually(lambda: service.taken == [1])
        assert service.searched is not None
        assert [one.id for one in service.searched.articles] == ["gas", "water"]
        await eventually(lambda: service.learned == [1, 2])


async def test_articles_that_cannot_be_used_change_nothing_and_are_told_once(tmp_path: Path) -> None:
    service = await asyncio.to_thread(Service, tmp_path)
    await asyncio.to_thread(service.publish)
    first = await service.follower.first()
    async with service.follower.following(first, service.take):
        write_article(service.folder, "gas", "燃气")
        await asyncio.to_thread(service.publish)
        await eventually(lambda: service.taken == [2])
        (service.state.articles / "active").write_text("7")
        await eventually(lambda: service.refusals)
        assert [event.part for event in service.events if isinstance(event, Fault)] == ["knowledge"]
        assert service.taken == [2]


async def test_callers_are_told_what_a_published_article_says(tmp_path: Path) -> None:
    service = await asyncio.to_thread(Service, tmp_path)
    await asyncio.to_thread(service.publish)
    config = tmp_path / "config.yaml"
    text = TEXT.replace("queue: urban, sayings", "queue: urban, answer: {article: water}, sayings")
    config.write_text(f"desk: {{knowledge: {service.folder}}}\n{text}", encoding="utf-8")
    store = Generations(service.state.generations)
    start = await asyncio.to_thread(at_start, config, store)
    spoken = SpokenArticles(service.articles, start.config)
    guide = CallGuide.of(start.config, (), generation=1, articles=service.articles)

    async def prepare(_settings: IvrSettings) -> None: ...

    live = Live(guide, (), store, prepare, service, service.events.append, spoken=spoken)

    def said() -> str | None:
        answer = live.guide.config.ivr.intent("noise").answer
        return None if answer is None else answer.text

    assert said() == "请看公告。"
    await live.look()
    assert service.taken == []
    write_article(service.folder, "gas", "燃气")
    await asyncio.to_thread(service.publish)
    await live.look()
    assert service.taken == [], "no answer has changed"
    write_article(service.folder, "water", body="水已经来了。")
    await asyncio.to_thread(service.publish)
    await live.look()
    assert said() == "水已经来了。"
    assert service.taken == [1]
    await live.look()
    assert service.taken == [1]
    write_article(service.folder, "water", more="valid_until: 2020-01-01\n")
    await asyncio.to_thread(service.publish)
    await live.look()
    assert said() is None, "an article that holds no more is no answer"
