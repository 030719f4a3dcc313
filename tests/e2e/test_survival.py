"""The service dies; the citizens do not notice. Real processes, killed for real."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent_assist.access.accounts import create_accounts
from hotline.bench.demo.deskclient import DeskClient
from hotline.bench.demo.stage import RECORDINGS, temporary_folder
from hotline.bench.softphone import Softphone
from hotline.configuration.schema import HotlineConfig
from hotline.instance.asterisk import AsteriskInstance, prepare
from hotline.instance.supervisor import wait_until_ready
from hotline.machine.paths import CHECKOUT, State
from telephony.ari.client import Ari
from tests.e2e.conftest import quick
from tests.e2e.people import loudness
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


@dataclass(slots=True)
class Town:
    """An Asterisk, agents' phones, and a configuration file for service processes."""

    config: HotlineConfig
    file: Path
    state: State
    station: AsteriskInstance
    passwords: dict[str, str]
    phones: dict[str, Softphone] = field(default_factory=dict)

    @property
    def server(self) -> str:
        return f"127.0.0.1:{self.config.telephony.sip_port}"

    def answered(self) -> int:
        return sum(phone.count("CALL_ESTABLISHED") for phone in self.phones.values())

    async def channels(self) -> list[str]:
        async with Ari(self.station.asterisk.access) as ari:
            return [channel["name"] for channel in await ari.get("/channels")]


@pytest_asyncio.fixture(loop_scope="session")
async def town(config: HotlineConfig) -> AsyncIterator[Town]:
    config = quick(config)
    with temporary_folder() as name:
        state = State(Path(name))
        file = Path(name) / "config.yaml"
        file.write_text(config.model_dump_json(exclude={"include"}, exclude_none=True))  # JSON is YAML
        passwords = create_accounts(state.accounts, config.agents)
        station = await prepare(config, state)
        await station.asterisk.start()
        town = Town(config, file, state, station, passwords)
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(station.asterisk.stop)
            for index, agent in enumerate(config.agents[:2]):
                phone = Softphone(
                    Path(name) / "phones" / agent.id,
                    town.server,
                    account=(agent.extension, station.secrets.sip[agent.extension]),
                    auto_answer=True,
                    rtp_ports=(44000 + index * 20, 44019 + index * 20),
                )
                town.phones[agent.id] = await stack.enter_async_context(phone)
            yield town


@asynccontextmanager
async def process(town: Town, verb: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`hotline serve` or `hotline run`, ready to take calls; killed at the end if it still runs."""
    log = (town.state.root / f"{verb}.log").open("ab")
    found = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hotline", verb, "--config", str(town.file), "--state", str(town.state.root)),
        cwd=CHECKOUT,
        stdout=log,
        stderr=log,
    )
    log.close()
    try:
        assert await wait_until_ready(town.config, PATIENCE_S), (town.state.root / f"{verb}.log").read_text()
        yield found
    finally:
        if found.returncode is None:
            orphans = children(found.pid)
            found.kill()
            await found.wait()
            for orphan in orphans:
                os.kill(orphan, signal.SIGKILL)


@asynccontextmanager
async def citizen(town: Town, ports: int) -> AsyncIterator[Softphone]:
    folder = town.state.root / "phones" / f"citizen{ports}"
    async with Softphone(folder, town.server, rtp_ports=(ports, ports + 19)) as phone:
        await phone.dial(town.config.telephony.number)
        await phone.wait_for("CALL_ESTABLISHED", PATIENCE_S)
        yield phone


async def reach_an_agent(town: Town, phone: Softphone) -> Softphone:
    """Presses 0 until an agent's phone has answered; returns that phone."""
    before = {agent: found.count("CALL_ESTABLISHED") for agent, found in town.phones.items()}
    await phone.wait_for("CALL_ESTABLISHED", PATIENCE_S)
    await eventually(lambda: phone.hears_since, seen=lambda: phone.events)
    await phone.press("0")

    def taken() -> Softphone | None:
        return next(
            (
                found
                for agent, found in town.phones.items()
                if found.count("CALL_ESTABLISHED") > before[agent]
            ),
            None,
        )

    found: Softphone = await eventually(taken)
    return found


async def hears(listener: Softphone, speaker: Softphone) -> bool:
    """True when what is said at one end arrives at the other. Raises TimeoutError."""
    before = len(listener.heard())
    await speaker.say(RECORDINGS / "caller-1.wav")

    def loud() -> float:
        return loudness(listener.heard()[before:])

    return bool(await eventually(lambda: loud() > 200, seen=loud))


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

            async def empty() -> bool:
                return not await town.channels()

            await eventually(empty)


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
            assert await asyncio.wait_for(supervisor.wait(), PATIENCE_S) == 0
            assert await hears(agent, caller), "an ordered stop lets the conversation go on"


async def test_a_second_service_on_the_same_state_is_refused(town: Town) -> None:
    async with process(town, "serve") as first:
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hotline", "serve"),
            *("--config", str(town.file), "--state", str(town.state.root)),
            cwd=CHECKOUT,
            stderr=asyncio.subprocess.PIPE,
        )
        _, err = await asyncio.wait_for(second.communicate(), PATIENCE_S)
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
        _, err = await asyncio.wait_for(second.communicate(), PATIENCE_S)
        assert second.returncode == 2
        assert "telephony.media_port" in err.decode()
        assert str(town.config.telephony.media_port) in err.decode()


def children(pid: int) -> list[int]:
    """Process ids of the service processes among the direct children (Asterisk is one, too)."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found if b"\0serve\0" in Path(f"/proc/{child}/cmdline").read_bytes()]
