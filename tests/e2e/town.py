"""An Asterisk with agents' phones, and service processes that tests start and kill."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from agent_assist.access.accounts import create_accounts
from hotline.bench.demo.stage import RECORDINGS
from hotline.bench.softphone import Softphone
from hotline.configuration.schema import HotlineConfig
from hotline.instance.access import secrets_of
from hotline.instance.alive.supervisor import wait_until_ready
from hotline.instance.asterisk import AsteriskInstance, prepare
from hotline.machine.paths import CHECKOUT, State
from telephony.ari.client import Ari
from tests.e2e.conftest import brief
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import loudness
from tests.waiting import PATIENCE_S, eventually, in_time

SEAL = "a-seal-that-machines-of-one-hotline-share"


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

    @property
    def desk_url(self) -> str:
        return f"http://127.0.0.1:{self.config.desk.port}"

    def answered(self) -> int:
        return sum(phone.count("CALL_ESTABLISHED") for phone in self.phones.values())

    async def channels(self) -> list[str]:
        async with Ari(self.station.asterisk.access) as ari:
            return [channel["name"] for channel in await ari.get("/channels")]


async def nobody_left(*towns: Town) -> None:
    """No channel, at none of them."""

    async def gone() -> bool:
        return not [name for town in towns for name in await town.channels()]

    await eventually(gone)


async def prepared(config: HotlineConfig, state: State, seal: str | None = None) -> Town:
    """With the file of its configuration, its agents' passwords and its Asterisk's files; nothing runs yet.
    `seal`: that of other machines of the same hotline."""
    file = state.root / "config.yaml"
    text = config.model_dump_json(exclude={"include"}, exclude_none=True)  # JSON is YAML
    file.write_text(text, encoding="utf-8")
    passwords = create_accounts(state.accounts, config.agents)
    if seal is not None:
        kept = secrets_of(config, state).model_copy(update={"seal": seal})
        state.secrets.write_text(kept.model_dump_json())
    return Town(config, file, state, await prepare(config, state), passwords)


@asynccontextmanager
async def opened(
    config: HotlineConfig,
    change: Callable[[HotlineConfig], HotlineConfig] = lambda config: config,
    *,
    phones: int = 2,
    seal: str | None = None,
) -> AsyncIterator[Town]:
    """With its Asterisk and so many agents' phones, which answer by themselves; no service yet. `change`:
    what differs from the brief configuration of tests; `seal`: as for `prepared`."""
    config = change(brief(config))
    with stage_folder() as name:
        town = await prepared(config, State(Path(name)), seal)
        station = town.station
        await station.asterisk.start()
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(station.asterisk.stop)
            for index, agent in enumerate(config.agents[:phones]):
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
async def run(file: Path, state: State, log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`hotline run`, stopped in order at the end."""
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hotline", "run", "-c", str(file), "--state", str(state.root),
            cwd=CHECKOUT, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await in_time(process.wait())


def write(file: Path, config: HotlineConfig, **desk: object) -> None:
    """`desk`: what differs in that section."""
    data = json.loads(config.model_dump_json(exclude={"include"}, exclude_none=True))
    data["desk"] |= desk
    file.write_text(json.dumps(data, ensure_ascii=False))  # JSON is YAML


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


def children(pid: int) -> list[int]:
    """Process ids of the service processes among the direct children (Asterisk is one, too)."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found if b"\0serve\0" in Path(f"/proc/{child}/cmdline").read_bytes()]
