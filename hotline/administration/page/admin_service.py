"""Does all that the administrators' page asks for (agent_assist.admin.port.Administration)."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from agent_assist.admin import verbs
from agent_assist.admin.port import AdministrationRefused, Invalid
from agent_assist.admin.verbs import Answer, Asked, Verb
from agent_assist.admin.wire.checking import CheckRequest
from agent_assist.admin.wire.files import Files
from agent_assist.admin.wire.learning import Groups, GroupsRequest, Settled, SettleRequest
from agent_assist.admin.wire.publishing import GenerationView, Published, PublishRequest, RollbackRequest
from agent_assist.admin.wire.trying import Said, Spoken
from agent_assist.admin.wire.whatif import WhatIf, WhatIfRequest
from hotline.administration.page.drafts.learning import GroupsJob, SettleJob
from hotline.administration.page.drafts.whatif import WhatIfJob
from hotline.administration.page.generation_files import GenerationFiles, history_of, published
from hotline.administration.page.taken import LATE, LIVE_S, POLL_S, refusal
from hotline.administration.page.worker import jobs
from hotline.administration.page.worker.job_queue import JobQueue
from hotline.administration.page.worker.jobs import JOBS, OF_ARTICLES, Job, JobAnswer
from hotline.configuration.generations.publisher import Publication
from hotline.configuration.generations.service_state import read as read_told
from hotline.configuration.generations.store import Generations
from hotline.configuration.reference import schema
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.tests_beside import is_tests
from hotline.machine.paths import State

Body = TypeVar("Body", bound=BaseModel)
Found = TypeVar("Found")
Hear = Callable[[bytes], Awaitable[Spoken]]
Say = Callable[[str], Awaitable[Said]]


class AdminService:
    """For one running service. A verb without a handler here is a job of the worker process as it is."""

    def __init__(self, state: State, config: HotlineConfig, queue: JobQueue, hear: Hear, say: Say) -> None:
        """`config` is what the service was started with; `hear` knows what a WAV file says, `say` how a
        sentence of the hotline sounds."""
        self._state = state
        self._database = config.records.url
        self._knowledge = config.desk.knowledge
        self._queue = queue
        self._files = files = GenerationFiles(state)
        self._publishing = asyncio.Lock()
        """One publication at a time: two at once would learn at once, beside the calls."""
        self._handlers = dict(
            (
                _does(verbs.CONFIG, lambda _asked, _by: _off_loop(files.config)),
                _does(verbs.SCHEMA, lambda _asked, _by: _off_loop(_schema)),
                _does(verbs.HEAR, lambda recording, _by: hear(recording)),
                _does(verbs.SAY, lambda asked, _by: say(asked.text)),
                _does(verbs.WHAT_IF, self._what_if),
                _does(verbs.GROUPS, self._groups),
                _does(verbs.SETTLE, self._settle),
                _does(verbs.PUBLISH, self._publish),
                _does(verbs.HISTORY, lambda _asked, _by: _off_loop(files.history)),
                _does(verbs.GENERATION, lambda asked, _by: _off_loop(files.generation, asked.number)),
                _does(verbs.DIFF, lambda asked, _by: _off_loop(files.diff, asked.old, asked.new)),
                _does(verbs.ROLL_BACK, self._roll_back),
                _does(verbs.HISTORY_OF_ARTICLES, lambda _asked, _by: _off_loop(self._articles)),
                *(_does(job.verb, functools.partial(self._of_articles, job)) for job in OF_ARTICLES),
            )
        )

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, state: State, config: HotlineConfig, hear: Hear, say: Say
    ) -> AsyncIterator[AdminService]:
        """With a worker process of its own, which ends with the context."""
        active = await asyncio.to_thread(Generations(state.generations).active)
        place = Path(active.source).parent if active is not None else None
        queue = JobQueue(place=place, state=state.root)
        try:
            yield cls(state, config, queue, hear, say)
        finally:
            await queue.close()

    async def do(self, verb: Verb[Asked, Answer], request: Asked, by: str) -> Answer:
        """As `Administration` says."""
        handler = self._handlers.get(verb.name)
        answer: Answer = await (handler(request, by) if handler else self._work(JOBS[verb.name], request))
        return answer

    async def _work(self, job: Job[Body, JobAnswer], body: Body) -> JobAnswer:
        told = body.model_dump(mode="json")
        return await self._queue.do(job.verb.name, told, job.verb.answers, job.limit_s, job.lane(body))

    def _articles(self) -> list[GenerationView]:
        """Every state of the articles that was ever live."""
        return history_of(Generations(self._state.articles))

    async def _of_articles(self, job: Job[Any, Any], asked: BaseModel, by: str) -> Any:
        place = {"folder": self._knowledge, "state": self._state.root, "database": self._database, "by": by}
        return await self._work(job, job.body.model_validate({"asked": asked, **place}))

    async def _what_if(self, request: WhatIfRequest, _by: str) -> WhatIf:
        job = WhatIfJob(
            files=request.files, calls=request.calls, database=self._database, state=self._state.root
        )
        return await self._work(jobs.WHAT_IF, job)

    async def _groups(self, request: GroupsRequest, _by: str) -> Groups:
        job = GroupsJob(files=request.files, database=self._database, state=self._state.root)
        return await self._work(jobs.GROUPS, job)

    async def _settle(self, request: SettleRequest, by: str) -> Settled:
        job = SettleJob(**request.model_dump(), database=self._database, state=self._state.root, by=by)
        return await self._work(jobs.SETTLE, job)

    async def _publish(self, request: PublishRequest, by: str) -> Published:
        # In the worker first: a text of nothing but mistakes takes long, and would hold up the calls here.
        found = await self._work(jobs.CHECK, CheckRequest(files=request.files, doubts=False))
        if any(not is_tests(problem.file) for problem in found.problems):
            raise Invalid(found.problems)
        checked = await _off_loop(self._files.check, request.files)
        if checked.sources.tests and not request.untested:
            tested = await self._work(jobs.TEST, Files(files=request.files))
            if not tested.passed:
                message = "测试没有通过，没有发布 / The tests fail, nothing was published"
                raise AdministrationRefused("tests_failed", message, tests=tested.model_dump(mode="json"))
        async with self._publishing:
            done = await _off_loop(
                self._files.publish, checked, by, request.why, request.base, request.over_edits
            )
            return await self._once_live(done)

    async def _roll_back(self, request: RollbackRequest, by: str) -> Published:
        async with self._publishing:
            done = await _off_loop(self._files.roll_back, request.to, by, request.why)
            return await self._once_live(done)

    async def _once_live(self, done: Publication) -> Published:
        """Waits until the service says that new calls get it, or why not."""
        told = None
        deadline = time.monotonic() + LIVE_S
        while time.monotonic() < deadline:
            told = await asyncio.to_thread(read_told, self._state.running_generation)
            if (why := refusal(told, done.generation.number)) is not None:
                return published(done, not why, why)
            await asyncio.sleep(POLL_S)
        late = LATE
        if told is not None and told.preparing == done.generation.number:
            late = "已保存，正在录制新的提示语，录好后自动生效 / saved, live when its prompts are spoken"
        return published(done, False, late)


def _does(
    verb: Verb[Asked, Answer], handler: Callable[[Asked, str], Awaitable[Answer]]
) -> tuple[str, Callable[[Any, str], Awaitable[Any]]]:
    """An entry of the handlers: what is asked for and who asks; its types are those of the verb."""
    return verb.name, handler


@functools.cache
def _schema() -> dict[str, Any]:
    return schema()


async def _off_loop(work: Callable[..., Found], *arguments: Any) -> Found:
    return await asyncio.to_thread(work, *arguments)
