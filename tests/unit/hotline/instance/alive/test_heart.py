"""The service's own heart: beats from the loop, and what it finds stuck."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from asr import WorkerPool
from hotline.bench.softphone import free_port
from hotline.instance.alive.heart import PIPE, STUCK_S, StuckThreads, heartbeat
from hotline.instance.alive.pulse import WELL
from tests.waiting import eventually, in_time


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    found = WorkerPool(2)
    yield found
    found.close()


@pytest.fixture
def release() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


async def working(pool: WorkerPool) -> None:
    await eventually(pool.working)


async def test_a_recogniser_s_thread_that_waits_for_ever_is_found(
    pool: WorkerPool, release: threading.Event
) -> None:
    pool.lane(lambda: not release.wait()).wake()
    await working(pool)
    threads = StuckThreads(pool.working)
    assert not threads.any(100)
    assert not threads.any(100 + STUCK_S / 2)
    assert threads.any(100 + STUCK_S)
    release.set()


async def test_a_thread_that_computes_is_not_stuck(pool: WorkerPool, release: threading.Event) -> None:
    def compute() -> bool:
        while not release.is_set():
            pass
        return False

    pool.lane(compute).wake()
    await working(pool)
    threads = StuckThreads(pool.working)
    assert not threads.any(time.monotonic())
    await asyncio.sleep(0.5)
    assert not threads.any(time.monotonic() + STUCK_S), "it ran, or waited for the processor"
    release.set()


def test_idle_threads_are_not_stuck(pool: WorkerPool) -> None:
    assert StuckThreads(pool.working).any(0) is False
    assert pool.working() == {}


@asynccontextmanager
async def beats(
    folder: Path, port: int, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[asyncio.StreamReader]:
    """What a supervisor reads of a heart that beats here."""
    mine, its = os.pipe()
    monkeypatch.setenv(PIPE, str(its))
    reader = asyncio.StreamReader()
    with os.fdopen(mine, "rb", buffering=0) as pipe:
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        async with heartbeat(folder / "stacks.log", port, pool.working):
            yield reader
        await in_time(reader.read())  # the end of the pipe is the ordered end


async def test_a_living_loop_beats_and_its_ordered_end_is_told(
    tmp_path: Path, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.0 401 Unauthorized\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, beats(tmp_path, server.sockets[0].getsockname()[1], pool, monkeypatch) as reader:
        for _ in range(4):
            assert (await in_time(reader.readline())).decode().strip() == WELL


async def test_a_media_server_that_does_not_answer_is_told(
    tmp_path: Path, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with beats(tmp_path, free_port(), pool, monkeypatch) as reader:
        lines: list[str] = []
        while not lines or "media" not in lines[-1]:
            lines.append((await in_time(reader.readline(), seen=lambda: lines)).decode())


async def test_without_a_supervisor_there_is_no_heart(tmp_path: Path, pool: WorkerPool) -> None:
    async with heartbeat(tmp_path / "stacks.log", 1, pool.working):
        assert not (tmp_path / "stacks.log").exists()
