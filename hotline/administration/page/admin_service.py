"""Everything the administrators' page asks for (agent_assist.admin.port.Administration)."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from agent_assist.admin.port import AdministrationRefused, Invalid
from agent_assist.admin.wire.checking import Checked, CheckRequest
from agent_assist.admin.wire.files import Files, FileText
from agent_assist.admin.wire.publishing import (
    ConfigView,
    GenerationContent,
    GenerationView,
    Published,
    PublishRequest,
    RollbackRequest,
)
from agent_assist.admin.wire.testing import TrialReport, TrialRequest
from agent_assist.admin.wire.trying import Spoken, Tried, TryRequest
from agent_assist.admin.wire.whatif import WhatIf, WhatIfRequest
from hotline.administration.page.generation_files import GenerationFiles, published
from hotline.administration.page.job_queue import JobQueue, Lane
from hotline.administration.trial.suite import beside
from hotline.configuration.generations.publisher import Published as Done
from hotline.configuration.generations.running import read as read_told
from hotline.configuration.reference import schema
from hotline.machine.paths import State

CHECK_S, TRY_S, TEST_S, WHAT_IF_S = 120.0, 60.0, 300.0, 300.0
"""Longest time of each job. 500 intents on a busy core take a tenth of it."""

LIVE_S = 15.0
"""So long is waited until new calls get what was published."""

POLL_S = 0.1

Found = TypeVar("Found")
Hear = Callable[[bytes], Awaitable[Spoken]]


class AdminService:
    """For one running service."""

    def __init__(self, state: State, database: str | None, queue: JobQueue, hear: Hear) -> None:
        """`database` is `records.url` of the running configuration; `hear` knows what a WAV file says."""
        self._state = state
        self._database = database
        self._jobs = queue
        self._files = GenerationFiles(state)
        self._hear = hear
        self._publishing = asyncio.Lock()
        """One publication at a time: two at once would learn at once, beside the calls."""

    @classmethod
    @asynccontextmanager
    async def opened(cls, state: State, database: str | None, hear: Hear) -> AsyncIterator[AdminService]:
        """With a worker process of its own, which ends with the context."""
        queue = JobQueue()
        try:
            yield cls(state, database, queue, hear)
        finally:
            await queue.close()

    async def config(self) -> ConfigView:
        return await _off_loop(self._files.config)

    async def schema(self) -> dict[str, Any]:
        return await _off_loop(_schema)

    async def check(self, request: CheckRequest) -> Checked:
        lane: Lane = "slow" if request.doubts else "quick"
        return await self._jobs.do("check", request.model_dump(), Checked, CHECK_S, lane)

    async def try_out(self, request: TryRequest) -> Tried:
        return await self._jobs.do("try", request.model_dump(), Tried, TRY_S, "quick")

    async def hear(self, recording: bytes) -> Spoken:
        return await self._hear(recording)

    async def test(self, request: TrialRequest) -> TrialReport:
        return await self._test(request, request.tests)

    async def what_if(self, request: WhatIfRequest) -> WhatIf:
        where = {"database": self._database, "state": str(self._state.root)}
        return await self._jobs.do("whatif", {**request.model_dump(), **where}, WhatIf, WHAT_IF_S)

    async def publish(self, request: PublishRequest, by: str) -> Published:
        # In the worker first: a text of nothing but mistakes takes long, and would hold up the calls here.
        found = await self.check(CheckRequest(files=request.files, doubts=False))
        if found.problems:
            raise Invalid(found.problems)
        checked = await _off_loop(self._files.check, request.files)
        tests = () if request.untested else await _off_loop(self._files.tests, request.files)
        if tests:
            tested = await self._test(request, None)
            if not tested.passed:
                message = "测试没有通过，没有发布 / The tests fail, nothing was published"
                raise AdministrationRefused("tests_failed", message, tests=tested.model_dump(mode="json"))
        async with self._publishing:
            done = await _off_loop(
                self._files.publish, checked, by, request.why, request.base, request.over_edits
            )
            return await self._once_live(done)

    async def history(self) -> Sequence[GenerationView]:
        return await _off_loop(self._files.history)

    async def generation(self, number: int) -> GenerationContent:
        return await _off_loop(self._files.generation, number)

    async def diff(self, old: int, new: int) -> str:
        return await _off_loop(self._files.diff, old, new)

    async def roll_back(self, request: RollbackRequest, by: str) -> Published:
        async with self._publishing:
            done = await _off_loop(self._files.roll_back, request.to, by, request.why)
            return await self._once_live(done)

    async def _test(self, request: Files, text: str | None) -> TrialReport:
        main = await _off_loop(self._files.main)
        name = beside(main).name
        if text is None:
            tests = await _off_loop(self._files.tests, request.files)
            if not tests:
                message = f"没有测试文件 {name} / There are no tests: write {name} beside the file"
                raise AdministrationRefused("no_tests", message, 404)
        else:
            tests = (FileText(name=name, text=text),)
        body = {
            "files": [file.model_dump() for file in request.files],
            "tests": [file.model_dump() for file in tests],
            "config": str(main),
        }
        return await self._jobs.do("test", body, TrialReport, TEST_S, "tests")

    async def _once_live(self, done: Done) -> Published:
        """Waits until the service says that new calls get it, or why not."""
        told = None
        deadline = time.monotonic() + LIVE_S
        while time.monotonic() < deadline:
            told = await asyncio.to_thread(read_told, self._state.running_generation)
            if told is not None and told.number == done.generation.number:
                return published(done, not told.refused, told.refused)
            if told is not None and told.number > done.generation.number:
                replaced = f"已被第 {told.number} 版取代 / replaced by generation {told.number}"
                return published(done, False, replaced)
            await asyncio.sleep(POLL_S)
        late = f"{LIVE_S:g} 秒内还没有生效，请查看日志 / not taken within {LIVE_S:g} s: see the service's log"
        if told is not None and told.preparing == done.generation.number:
            late = "已保存，正在录制新的提示语，录好后自动生效 / saved, live when its prompts are spoken"
        return published(done, False, late)


@functools.cache
def _schema() -> dict[str, Any]:
    return schema()


async def _off_loop(work: Callable[..., Found], *arguments: Any) -> Found:
    return await asyncio.to_thread(work, *arguments)
