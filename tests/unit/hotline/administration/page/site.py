"""A configuration on disk with the administrators' service on it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from agent_assist.admin import verbs
from agent_assist.admin.wire.files import FileText
from agent_assist.admin.wire.publishing import PublishRequest
from agent_assist.admin.wire.trying import Said, Spoken
from hotline.administration.page.admin_service import AdminService
from hotline.administration.page.worker.job_queue import JobQueue
from hotline.configuration.articles.publisher import at_start
from hotline.configuration.generations.service_state import ServiceState, write
from hotline.configuration.generations.store import Generations
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.configuration.yaml.sources import read_sources
from hotline.machine.paths import State
from tests.unit.hotline.administration.page.parts import SMALL, TESTS, config
from tests.unit.hotline.configuration.articles.parts import write_article

FIRST, LAST = "王芳 (wang)", "李强 (li)"


def with_articles(path: Path, folder: Path) -> HotlineConfig:
    """The configuration with its knowledge base in that folder."""
    config = load(path, HotlineConfig)
    return config.model_copy(update={"desk": config.desk.model_copy(update={"knowledge": str(folder)})})


class Site:
    """A configuration on disk, published once, and a service that takes over what is published."""

    def __init__(self, folder: Path, queue: JobQueue) -> None:
        self.path = folder / "site" / "config.yaml"
        self.path.parent.mkdir()
        self.path.write_bytes(SMALL.encode())
        self.state = State(folder / "state")
        self.store = Generations(self.state.generations)
        self.store.publish(read_sources(self.path), self.path, "first start", "setup")
        self.refuse = ""
        self.articles = folder / "articles"
        if not self.articles.exists():
            write_article(self.articles, "water")
        at_start(self.articles, self.state)
        settings = with_articles(self.path, self.articles)
        self.service = AdminService(self.state, settings, queue, self._hear, self._say)

    async def serve(self) -> None:
        """As `Live` does it."""
        while True:
            active = self.store.active()
            assert active is not None
            write(self.state.running_generation, ServiceState(active.number, self.refuse))
            articles = Generations(self.state.articles).active()
            assert articles is not None
            write(self.state.running_articles, ServiceState(articles.number))
            await asyncio.sleep(0.01)

    async def _hear(self, recording: bytes) -> Spoken:
        return Spoken(text="停水了")

    async def _say(self, text: str) -> Said:
        return Said(sound="", recorded=False)

    async def publish(self, text: str, base: int, by: str = FIRST, **more: bool) -> int:
        request = PublishRequest(files=config(text), base=base, why="台风", **more)
        return (await self.service.do(verbs.PUBLISH, request, by)).generation


def beside(tests: str = TESTS, text: str = SMALL) -> tuple[FileText, ...]:
    return (*config(text), FileText(name="config.tests.yaml", text=tests))
