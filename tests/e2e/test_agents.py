"""What agents and supervisors do at their desks, with real phones and callers; nothing from inside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from hotline.bench.demo.stage import DemoStage, stage, temporary_folder, with_free_ports
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
from tests.e2e.people import Citizen, calling, phone
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

TEN = 10
RING_S = 4
CONFIG = f"""\
telephony: {{ring_s: {RING_S}, wrap_up_s: 60, announce_s: 60, voice: espeak-ng}}
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


@pytest_asyncio.fixture(loop_scope="session")
async def house() -> AsyncIterator[House]:
    with temporary_folder() as name:
        folder = Path(name)
        file = folder / "config.yaml"
        file.write_text(CONFIG, encoding="utf-8")
        config = with_free_ports(load(file, HotlineConfig))
        async with stage(config, folder, agents=0) as scene:
            yield House(scene, file, State(folder))
            await nothing_left(scene)


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


async def test_an_emergency_overtakes_ten_who_wait_and_takes_an_agent_out_of_wrap_up(house: House) -> None:
    async with (
        house.desk("sun") as supervisor,
        house.desk("wang") as wang,
        phone(house.scene, agent="wang", auto_answer=True),
        AsyncExitStack() as line,
    ):
        await wang.until(phase="available")
        async with queued(house, "1", supervisor) as first:
            await wang.until(phase="talking")
            await first.phone.hang_up()
            await wang.until(phase="wrap_up")
        before = wang.me["until"]
        assert before is not None, "the desk counts down"
        await wang.press("extend_wrap_up")
        await eventually(lambda: wang.me["until"] > before + 20, seen=lambda: wang.me)
        waiting = [
            await line.enter_async_context(queued(house, "1", supervisor, number=f"1390000000{n}"))
            for n in range(TEN)
        ]
        in_line = [citizen.timeline.call for citizen in waiting]
        assert [call["id"] for call in supervisor.in_phase("queued")] == in_line
        assert wang.me["phase"] == "wrap_up"

        urgent = await line.enter_async_context(queued(house, "9", supervisor, number="13911111111"))
        call = urgent.timeline.call
        await eventually(lambda: supervisor.calls[call]["phase"] == "talking", seen=lambda: wang.me)
        choice = supervisor.calls[call]["choice"]
        assert (choice["interrupted"], choice["emergency"]) == ("wrap_up", True)
        assert [one["id"] for one in supervisor.in_phase("queued")] == in_line, "the others keep their places"
        await urgent.phone.hang_up()
        await wang.until(phase="wrap_up")
        await wang.press("set_phase", phase="available")
        await eventually(lambda: supervisor.calls[in_line[0]]["phase"] == "talking")
        assert len(supervisor.in_phase("queued")) == TEN - 1


async def test_a_declined_call_rings_at_the_next_and_the_citizen_notices_nothing(house: House) -> None:
    async with (
        house.desk("sun") as supervisor,
        house.desk("wang") as wang,
        house.desk("li") as li,
        phone(house.scene, agent="wang"),
        phone(house.scene, agent="li") as second,
    ):
        await wang.until(phase="available")
        await li.press("set_phase", phase="paused", reason="用餐")
        await eventually(lambda: supervisor.agents["li"]["reason"] == "用餐")
        async with queued(house, "1", supervisor) as citizen:
            call = await wang.rung()
            assert call["choice"]["basis"] == "only_one"
            assert {"reason": "break", "agents": 1} in call["choice"]["others"]
            await wang.press("hang_up", call=call["id"])
            await eventually(lambda: wang.errors, seen=lambda: wang.me)
            await li.press("set_phase", phase="available")
            await li.until(phase="available")
            await wang.press("decline", call=call["id"])
            await wang.press("decline", call=call["id"])
            assert (await li.rung())["id"] == call["id"]
            await wang.until(rest="declined")
            assert [one["how"] for one in wang.me["missed"]] == ["declined"]
            await second.answer()
            await li.until(phase="talking")
            assert citizen.phone.count("CALL_CLOSED") == 0
            await citizen.phone.hang_up()
            await li.until(phase="wrap_up")
            assert len(wang.errors) == 2, "what was pressed twice was told, and did no harm"


async def test_who_does_not_answer_twice_is_red_and_gets_no_calls_until_back(house: House) -> None:
    async with (
        house.desk("sun") as supervisor,
        house.desk("wang") as wang,
        phone(house.scene, agent="wang") as own,
    ):
        await wang.until(phase="available")
        async with queued(house, "1", supervisor) as citizen:
            await wang.until(set_aside=True, phase="paused")
            assert [one["how"] for one in wang.me["missed"]] == ["no answer", "no answer"]
            assert supervisor.agents["wang"]["set_aside"]
            assert any(fault["part"] == "phone" for fault in supervisor.faults)
            rung = own.count("CALL_INCOMING")
            assert rung == 2
            await asyncio.sleep(RING_S)  # time enough for a third
            assert own.count("CALL_INCOMING") == rung
            await wang.press("set_phase", phase="available")
            await wang.rung()
            assert not wang.me["set_aside"]
            await eventually(lambda: own.count("CALL_INCOMING") > rung)
            await own.answer()
            await wang.until(phase="talking")
            await citizen.phone.hang_up()
            await wang.until(phase="wrap_up")


async def test_a_guest_takes_calls_until_the_time_is_over_and_finishes_the_talk(house: House) -> None:
    later = (datetime.now() + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
    guest = ("guests", "add", "zhang", "--name", "张局长", "--extension", "1090", "--queues", "legal")
    shown = await asyncio.to_thread(house.hotline, *guest, "--until", later)
    password = shown.split("zhang", 1)[1].split("│")[1].strip()
    async with (
        house.desk("sun") as supervisor,
        house.phone("1090", 47600) as own,
    ):
        await eventually(lambda: supervisor.agents.get("zhang", {}).get("phase") == "available")
        assert supervisor.agents["zhang"]["guest_until"]
        async with (
            house.desk("zhang", password) as zhang,
            queued(house, "1", supervisor),
            queued(house, "2", supervisor) as citizen,
        ):
            await zhang.until(phase="talking")
            assert [call["id"] for call in zhang.own()] == [citizen.timeline.call], "of the guest's queue"
            soon = (datetime.now() + timedelta(seconds=2)).strftime("%H:%M:%S")
            await asyncio.to_thread(house.hotline, *guest, "--until", soon)
            await eventually(lambda: not house.hotline("guests", "list").count("zhang"))
            assert citizen.phone.count("CALL_CLOSED") == 0, "the talk goes on"
            assert supervisor.agents["zhang"]["phase"] == "talking"
            await citizen.phone.hang_up()
            await own.wait_for("CALL_CLOSED", PATIENCE_S)
            await eventually(lambda: "zhang" not in supervisor.agents, seen=lambda: supervisor.agents)


async def test_a_queue_that_is_deleted_leaves_nobody_behind_and_a_new_agent_takes_them(house: House) -> None:
    async with (
        house.desk("sun") as supervisor,
        house.desk("wang") as wang,
        phone(house.scene, agent="wang", auto_answer=True),
    ):
        await wang.until(phase="available")
        async with queued(house, "1", supervisor) as talks:
            await wang.until(phase="talking")
            async with (
                queued(house, "2", supervisor) as one,
                queued(house, "2", supervisor, number="13922222222") as two,
            ):
                in_line = [one.timeline.call, two.timeline.call]
                await house.publish(
                    ('  - {id: legal, name: 法律, key: "2"}\n', ""),
                    ("queue: legal", "queue: general"),
                    (
                        '  - {id: sun, name: 孙莉, extension: "1009", role: supervisor}\n',
                        '  - {id: sun, name: 孙莉, extension: "1009", role: supervisor}\n'
                        '  - {id: chen, name: 陈静, extension: "1004"}\n',
                    ),
                )
                await eventually(
                    lambda: all(supervisor.calls[call]["queue"] == "general" for call in in_line),
                    seen=lambda: supervisor.calls,
                )
                assert [call["id"] for call in supervisor.in_phase("queued")] == in_line
                assert wang.me["phase"] == "talking"
                assert talks.phone.count("CALL_CLOSED") == 0
                password = (await asyncio.to_thread(house.hotline, "password", "chen")).split()[-1]
                async with house.desk("chen", password) as chen, house.phone("1004", 47500):
                    await chen.until(phase="talking")
                    assert [call["id"] for call in chen.own()] == in_line[:1], "who came first"
