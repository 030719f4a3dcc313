"""A service that hangs is replaced, its callers are with humans; a busy one is left alone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from hotline.instance.alive.supervisor import wait_until_ready
from tests.e2e.town import Town, children, citizen, process
from tests.waiting import PATIENCE_S, eventually, in_time

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

WATCHED_S = 12
BUSY_LOOPS = 2


async def test_a_service_that_stands_still_is_replaced_and_its_caller_is_with_a_human(town: Town) -> None:
    await town.station.asterisk.stop()
    async with process(town, "run") as supervisor:
        for phone in town.phones.values():
            await phone.register()
        await busy_is_not_hung(town, supervisor.pid)
        before = town.answered()
        async with citizen(town, 47000) as caller:
            await eventually(lambda: caller.hears_since, seen=lambda: caller.events)  # in the greeting
            (service,) = children(supervisor.pid)
            os.kill(service, signal.SIGSTOP)
            await eventually(lambda: town.answered() > before)
            assert caller.count("CALL_CLOSED") == 0
            await eventually(lambda: children(supervisor.pid) not in ([], [service]))
            assert await wait_until_ready(town.config, PATIENCE_S)
            await eventually(lambda: ends(town) == ["service"])
        dump = town.state.stacks.read_text()
        assert "no heartbeat" in dump
        assert "Current thread" in dump or "Thread 0x" in dump
        supervisor.send_signal(signal.SIGTERM)
        assert await in_time(supervisor.wait()) == 0


async def busy_is_not_hung(town: Town, supervisor: int) -> None:
    """Two busy loops beside it, for longer than a hung service would live."""
    (service,) = children(supervisor)
    loops = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", "while True: pass")
        for _ in range(BUSY_LOOPS)
    ]
    try:
        await asyncio.sleep(WATCHED_S)
        assert children(supervisor) == [service]
        assert await wait_until_ready(town.config, PATIENCE_S)
    finally:
        for loop in loops:
            loop.kill()
            await loop.wait()


async def test_an_asterisk_that_somebody_stopped_is_woken_and_no_call_is_lost(town: Town) -> None:
    await town.station.asterisk.stop()
    async with process(town, "run"), citizen(town, 47100) as caller:
        pid = town.station.asterisk.pid()
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        await eventually(lambda: stopped(pid))  # a signal takes effect when the machine gets round to it
        await eventually(lambda: not stopped(pid))

        async def answers() -> bool:
            await town.channels()
            return True

        await eventually(answers)
        assert town.station.asterisk.pid() == pid
        assert caller.count("CALL_CLOSED") == 0
    await town.station.asterisk.stop()


def ends(town: Town) -> list[str | None]:
    """Who ended each call, as the records have it."""
    with contextlib.closing(sqlite3.connect(town.state.database)) as database:
        return [by for (by,) in database.execute("SELECT ended_by FROM calls")]


def stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"
