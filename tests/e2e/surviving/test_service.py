"""The service dies; the citizens do not notice. Real processes, killed for real."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys
from typing import Any

import pytest

from hotline.bench.demo.deskclient import DeskClient
from hotline.bench.demo.stage import RECORDINGS
from hotline.bench.softphone import Softphone
from hotline.instance.alive.supervisor import wait_until_ready
from hotline.machine.paths import CHECKOUT
from tests.e2e.town import Town, children, citizen, hears, nobody_left, process, reach_an_agent
from tests.waiting import PATIENCE_S, eventually, in_time

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def test_killed_service_leaves_the_talk_the_queue_and_the_record(town: Town) -> None:
    async with citizen(town, 45000) as caller:
        # Dialled while no service ran: a human answers all the same.
        await eventually(lambda: town.answered() == 1)
        await caller.hang_up()
    async with process(town, "serve") as service, citizen(town, 45100) as caller:
        agent = await reach_an_agent(town, caller)
        assert await hears(agent, caller)
        await eventually(lambda: caller_heard(town))

        service.send_signal(signal.SIGKILL)
        await service.wait()
        assert await hears(agent, caller), "they go on talking"
        assert await hears(caller, agent), "in both directions"
        assert caller.count("CALL_CLOSED") == 0

        before = town.answered()
        async with citizen(town, 45200) as newcomer:
            await eventually(lambda: town.answered() > before)
            assert newcomer.count("CALL_CLOSED") == 0

        async with process(town, "serve"):
            await the_desk_shows_the_call_again(town, caller)
            await caller.hang_up()
            await agent.wait_for("CALL_CLOSED", PATIENCE_S, times=agent.count("CALL_ESTABLISHED"))
            await nobody_left(town)


def caller_heard(town: Town) -> bool:
    """Whether a sentence of the caller is in the record."""
    with contextlib.closing(sqlite3.connect(town.state.database)) as database:
        rows = database.execute("SELECT json FROM events WHERE type = 'transcript_final'").fetchall()
    return any((event := json.loads(data))["leg"] == "caller" and event["text"] for (data,) in rows)


async def the_desk_shows_the_call_again(town: Town, caller: Softphone) -> None:
    """The adopted call, with what was said before the crash and what is said now."""
    messages: list[dict[str, Any]] = []
    agent = next(
        a for a, phone in town.phones.items() if phone.count("CALL_CLOSED") < phone.count("CALL_ESTABLISHED")
    )
    url = f"http://127.0.0.1:{town.config.desk.port}"
    async with DeskClient(url, agent, town.passwords[agent], lambda m, _at: messages.append(m)) as desk:
        reader = asyncio.create_task(desk.run())
        await eventually(lambda: messages)
        (call,) = [call for call in messages[0]["calls"] if call["phase"] != "ended"]
        before = [line for line in call["lines"] if line["speaker"] == "caller" and line["kind"] == "speech"]
        assert before, "the transcript from before the crash"
        await caller.say(RECORDINGS / "caller-2.wav")

        known = {line["key"] for line in before}

        def new_final() -> bool:
            lines = [line for m in messages if m["type"] == "changed" for line in m["lines"]]
            said = [line for line in lines if line["speaker"] == "caller" and line["kind"] == "speech"]
            return any(line["final"] and line["text"] and line["key"] not in known for line in said)

        await eventually(new_final)
        reader.cancel()


async def test_supervisor_saves_a_caller_in_the_dialogue_and_starts_the_service_anew(town: Town) -> None:
    await town.station.asterisk.stop()
    async with process(town, "run") as supervisor:
        for phone in town.phones.values():
            await phone.register()
        before = town.answered()
        async with citizen(town, 46000) as caller:
            await eventually(lambda: caller.hears_since, seen=lambda: caller.events)  # in the greeting
            (service,) = children(supervisor.pid)
            os.kill(service, signal.SIGKILL)
            await eventually(lambda: town.answered() > before)
            assert caller.count("CALL_CLOSED") == 0
            await eventually(lambda: children(supervisor.pid) not in ([], [service]))
            assert await wait_until_ready(town.config, PATIENCE_S)
        async with citizen(town, 46100) as caller:
            agent = await reach_an_agent(town, caller)
            supervisor.send_signal(signal.SIGTERM)
            assert await in_time(supervisor.wait()) == 0
            assert await hears(agent, caller), "an ordered stop lets the conversation go on"


async def test_a_second_service_on_the_same_state_is_refused(town: Town) -> None:
    async with process(town, "serve") as first:
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hotline", "serve"),
            *("--config", str(town.file), "--state", str(town.state.root)),
            cwd=CHECKOUT,
            stderr=asyncio.subprocess.PIPE,
        )
        _, err = await in_time(second.communicate())
        assert second.returncode == 2
        assert f"runs already, as process {first.pid}" in err.decode()
        assert first.returncode is None
        assert await wait_until_ready(town.config, PATIENCE_S)


async def test_a_port_that_is_taken_is_named(town: Town) -> None:
    async with process(town, "serve"):
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hotline", "serve"),
            *("--config", str(town.file), "--state", str(town.state.root / "other")),
            cwd=CHECKOUT,
            stderr=asyncio.subprocess.PIPE,
        )
        _, err = await in_time(second.communicate())
        assert second.returncode == 2
        assert "telephony.media_port" in err.decode()
        assert str(town.config.telephony.media_port) in err.decode()
