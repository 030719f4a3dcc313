"""`kill -9` of the service while callers talk and wait: talks go on, everybody keeps the place in line."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent_assist.access.accounts import create_accounts
from hotline.bench.demo.stage import with_free_ports
from hotline.bench.softphone import Softphone
from hotline.configuration.phones import accounts
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.instance.alive.supervisor import wait_until_ready
from hotline.machine.paths import CHECKOUT, State
from hotline.machine.secrets import Secrets, load_or_create
from tests.e2e.desks import Desk, desk
from tests.e2e.folders import stage_folder
from tests.e2e.town import children, hears
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

TALKING = int(os.environ.get("HOTLINE_TALKING", "2"))
"""So many talk, and so many wait; more with HOTLINE_TALKING=10, on a machine that bears thirty telephones."""
NUMBER = "12345"


def configuration() -> str:
    people = "".join(f'  - {{id: a{n}, name: 坐席{n}, extension: "20{n:02}"}}\n' for n in range(TALKING))
    return f"""\
telephony: {{wrap_up_s: 0, announce_s: 60, voice: espeak-ng}}
meaning: {{enabled: false}}
dialogue: {{human_queue: general}}
agents:
{people}  - {{id: sun, name: 孙莉, extension: "1009", role: supervisor}}
queues:
  - {{id: general, name: 综合, key: "1"}}
intents:
  - {{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}}
  - {{id: wage, name: 欠薪, queue: general, sayings: [老板拖欠工资不发, 干完活不给工钱]}}
"""


@dataclass(slots=True)
class House:
    config: HotlineConfig
    file: Path
    state: State
    secrets: Secrets
    passwords: dict[str, str]
    supervisor: int = 0

    @asynccontextmanager
    async def phone(self, name: str, ports: int, extension: str | None = None) -> AsyncIterator[Softphone]:
        """An agent's, that answers by itself, or a citizen's."""
        account = None if extension is None else (extension, self.secrets.sip[extension])
        async with Softphone(
            self.state.root / "phones" / name,
            f"127.0.0.1:{self.config.telephony.sip_port}",
            account=account,
            auto_answer=extension is not None,
            rtp_ports=(ports, ports + 19),
        ) as found:
            yield found

    def desk(self) -> contextlib.AbstractAsyncContextManager[Desk]:
        return desk(f"http://127.0.0.1:{self.config.desk.port}", "sun", self.passwords["sun"])

    def service(self) -> int:
        """Process id of the running service."""
        return children(self.supervisor)[0]


@asynccontextmanager
async def supervised() -> AsyncIterator[House]:
    """`hotline run` with a small configuration; everything is stopped at the end."""
    with stage_folder() as name:
        state, file = State(Path(name)), Path(name) / "config.yaml"
        file.write_text(configuration(), encoding="utf-8")
        config = with_free_ports(load(file, HotlineConfig))
        file.write_text(config.model_dump_json(exclude={"include"}, exclude_none=True), encoding="utf-8")
        passwords = create_accounts(state.accounts, config.agents)
        house = House(config, file, state, load_or_create(state.secrets, accounts(config)), passwords)
        where = ("--config", str(file), "--state", str(state.root))
        with (state.root / "run.log").open("ab") as log:
            running = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "hotline", "run", *where), cwd=CHECKOUT, stdout=log, stderr=log
            )
        try:
            assert await wait_until_ready(config, PATIENCE_S), (state.root / "run.log").read_text()
            house.supervisor = running.pid
            yield house
        finally:
            if running.returncode is None:
                running.send_signal(signal.SIGTERM)
            await running.wait()
            stop = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "hotline", "stop", "--force", *where),
                cwd=CHECKOUT,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            await stop.wait()


async def call(house: House, shown: Desk, stack: AsyncExitStack, ports: int) -> tuple[Softphone, str]:
    """A citizen who dials and asks for a person; the call's id once it is in a queue."""
    before = set(shown.calls)
    phone = await stack.enter_async_context(house.phone(f"citizen{ports}", ports))
    await phone.dial(NUMBER)
    await eventually(lambda: phone.hears_since, seen=lambda: phone.events)
    await phone.press("1")

    def queued() -> str | None:
        new = (one for one in shown.calls.values() if one["id"] not in before and one["queued_at"])
        return next((str(one["id"]) for one in new), None)

    return phone, await eventually(queued, seen=lambda: shown.calls)


def in_line(shown: Desk) -> list[str]:
    return [one["id"] for one in sorted(shown.in_phase("queued"), key=lambda one: one["position"])]


async def test_talks_go_on_and_places_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    async with supervised() as house, AsyncExitStack() as stack:
        agents = [
            await stack.enter_async_context(house.phone(f"agent{n}", 48000 + 20 * n, f"20{n:02}"))
            for n in range(TALKING)
        ]
        async with house.desk() as before:
            talking = [await call(house, before, stack, 49000 + 20 * n) for n in range(TALKING)]
            await eventually(lambda: len(before.in_phase("talking")) == TALKING, seen=lambda: before.calls)
            waiting = [await call(house, before, stack, 50000 + 20 * n) for n in range(TALKING)]
            order = [id_ for _, id_ in waiting]
            await eventually(lambda: in_line(before) == order, seen=lambda: before.calls)
            queued_at = {id_: before.calls[id_]["queued_at"] for id_ in order}
            pairs = {one["id"]: one["agent"] for one in before.in_phase("talking")}

        killed = house.service()
        os.kill(killed, signal.SIGKILL)
        at = time.monotonic()
        first = talking[0]
        agent = agents[int(pairs[first[1]][1:])]
        assert await hears(agent, first[0]), "they go on talking while no service is there"
        await eventually(lambda: children(house.supervisor) not in ([], [killed]))
        assert await wait_until_ready(house.config, PATIENCE_S)
        back_s = time.monotonic() - at

        async with house.desk() as after:
            await eventually(lambda: in_line(after) == order, seen=lambda: after.calls)
            assert {one["id"]: one["agent"] for one in after.in_phase("talking")} == pairs
            assert {id_: after.calls[id_]["queued_at"] for id_ in order} == pytest.approx(queued_at, abs=0.5)
            everybody = [phone for phone, _ in (*talking, *waiting)]
            assert [phone.count("CALL_CLOSED") for phone in everybody] == [0] * (2 * TALKING)
            assert sum(phone.count("CALL_ESTABLISHED") for phone in agents) == TALKING, "nobody was rung"
            for (phone, _), (_, next_one) in zip(talking, waiting, strict=True):
                await phone.hang_up()
                await eventually(
                    lambda id_=next_one: after.calls[id_]["phase"] == "talking", seen=lambda: after.calls
                )
                assert in_line(after) == order[order.index(next_one) + 1 :], "in the order in which they came"
        with capsys.disabled():
            print(
                f"\nkill -9: {TALKING} talked and went on, {TALKING} waited and kept their places; "
                f"the service was back after {back_s:.1f} s"
            )
