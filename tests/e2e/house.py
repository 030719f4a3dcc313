"""A hotline of three people with an administrator's file of its own, for tests of agents and publications."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from hotline.bench.demo.stage import DemoStage, stage, with_free_ports
from hotline.bench.softphone import Softphone
from hotline.cli.app import app
from hotline.configuration.generations.publisher import Publisher, check
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.configuration.yaml.sources import read_sources
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from tests.e2e.conftest import nothing_left
from tests.e2e.desks import Desk, desk
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import Citizen, calling
from tests.waiting import eventually

RING_S = 8
"""So that a desk has declined in time on a busy machine, too."""
CONFIG = f"""\
telephony: {{ring_s: {RING_S}, wrap_up_s: 60, announce_s: 60, hold_reminder_s: 5, voice: espeak-ng}}
desk: {{emergency_queues: [emergency], break_reasons: [用餐], wrap_up_extension_s: 30}}
meaning: {{enabled: false}}
dialogue: {{human_queue: general}}
agents:
  - {{id: wang, name: 王芳, extension: "1001"}}
  - {{id: li, name: 李强, extension: "1002"}}
  - {{id: sun, name: 孙莉, extension: "1009", role: supervisor}}
queues:
  - {{id: general, name: 综合, key: "1"}}
  - {{id: legal, name: 法律, key: "2"}}
  - {{id: emergency, name: 应急, key: "9"}}
intents:
  - {{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}}
  - {{id: wage, name: 欠薪, queue: legal, sayings: [老板拖欠工资不发, 干完活不给工钱]}}
  - {{id: fire, name: 火情, queue: emergency, sayings: [家里着火了, 楼上冒烟起火了]}}
"""


@dataclass(slots=True)
class House:
    """A hotline with an administrator's file of its own."""

    scene: DemoStage
    file: Path
    state: State

    def hotline(self, *words: str) -> str:
        """A command on this house; returns what it prints."""
        where = ("--config", str(self.file), "--state", str(self.state.root))
        done = CliRunner().invoke(app, [*words, *where], env={"COLUMNS": "200", "LC_ALL": "C.UTF-8"})
        assert done.exit_code == 0, done.output
        return done.output

    @asynccontextmanager
    async def desk(self, agent: str, password: str | None = None) -> AsyncIterator[Desk]:
        async with desk(self.scene.desk_url, agent, password or self.scene.passwords[agent]) as found:
            yield found

    @asynccontextmanager
    async def phone(self, extension: str, ports: int) -> AsyncIterator[Softphone]:
        """A telephone of somebody who was not there when the house was opened; answers by itself."""
        password = load_or_create(self.state.secrets, ()).sip[extension]
        await eventually(lambda: self.scene.service.ari.get(f"/endpoints/PJSIP/{extension}"))
        async with Softphone(
            self.scene.folder / "phones" / f"new{ports}",
            self.scene.sip_server,
            account=(extension, password),
            auto_answer=True,
            rtp_ports=(ports, ports + 19),
        ) as found:
            yield found

    async def publish(self, *changes: tuple[str, str]) -> None:
        """The file is changed and goes live."""
        text = self.file.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.file.write_text(text, encoding="utf-8")

        def live() -> int:
            checked = check(read_sources(self.file))
            return Publisher(self.file, self.state).publish(checked, "test", "test").generation.number

        number = await asyncio.to_thread(live)
        told = self.state.running_generation
        await eventually(lambda: f'"number": {number}' in told.read_text(), seen=told.read_text)


@asynccontextmanager
async def opened(more: str = "", telephony: str = "", desk: str = "") -> AsyncIterator[House]:
    """`more`: sections of its file besides the usual ones; `telephony`, `desk`: the same within those."""
    with stage_folder() as name:
        folder = Path(name)
        file = folder / "config.yaml"
        text = CONFIG.replace("telephony: {", "telephony: {" + telephony).replace("desk: {", "desk: {" + desk)
        file.write_text(text + more, encoding="utf-8")
        loaded = load(file, HotlineConfig)
        config = with_free_ports(loaded)
        trunks = [one for one in loaded.telephony.trunks if one.dial is not None] or config.telephony.trunks
        own = {"trunks": tuple(trunks), "tls": loaded.telephony.tls}
        ports = config.telephony.model_copy(update=own)
        config = config.model_copy(update={"telephony": ports})
        async with stage(config, folder, agents=0) as scene:
            yield House(scene, file, State(folder))
            await nothing_left(scene)


@asynccontextmanager
async def at_rest(house: House) -> AsyncIterator[House]:
    """The house as each test finds it, whatever the one before did: no call is left, and nobody is in a
    wrap-up, on a break, or rests."""
    floor = house.scene.service.floor
    yield house
    await nothing_left(house.scene)
    for agent in floor.agents:
        floor.pause(agent, False)


@asynccontextmanager
async def queued(
    house: House, key: str, supervisor: Desk, *, number: str = "13912345678"
) -> AsyncIterator[Citizen]:
    """A caller who has pressed a key and waits, or rings already."""
    async with calling(house.scene, number=number) as citizen:
        await eventually(lambda: citizen.phone.hears_since, seen=lambda: citizen.phone.events)
        await citizen.phone.press(key)
        call = citizen.timeline.call
        await eventually(
            lambda: supervisor.calls.get(call, {}).get("queued_at"), seen=lambda: supervisor.calls.get(call)
        )
        yield citizen
