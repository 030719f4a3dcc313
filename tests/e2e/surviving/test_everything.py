"""`kill -9` under two three-ways, a whisper, a hold and a ringing call-back at once: nobody is lost."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from hotline.bench.demo.stage import with_free_ports
from hotline.bench.softphone import Softphone
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.instance.alive.supervisor import wait_until_ready
from hotline.machine.paths import State
from telephony.outbound.settings import DialSettings
from telephony.settings import TrunkSettings
from tests.e2e.desks import Desk, desk
from tests.e2e.folders import stage_folder
from tests.e2e.phones.carrier import Carrier, carrier
from tests.e2e.phones.tones import hears_only, hears_something, strength, tone
from tests.e2e.town import Town, children, nobody_left, prepared, process
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

CONFIG = """\
telephony: {ring_s: 8, wrap_up_s: 1, announce_s: 60, hold_reminder_s: 600, voice: espeak-ng}
meaning: {enabled: false}
cases: {messages: false}
callbacks: {retry_s: 600}
dialogue: {human_queue: one}
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: [one]}
  - {id: li, name: 李强, extension: "1002", queues: [experts]}
  - {id: zhao, name: 赵敏, extension: "1003", queues: [two]}
  - {id: qian, name: 钱进, extension: "1004", queues: [experts]}
  - {id: zhou, name: 周全, extension: "1005", queues: [three]}
  - {id: wu, name: 吴双, extension: "1006", queues: [four]}
  - {id: zheng, name: 郑重, extension: "1007", queues: [five]}
  - {id: sun, name: 孙莉, extension: "1009", role: supervisor}
queues:
  - {id: one, name: 一, key: "6"}
  - {id: two, name: 二, key: "2"}
  - {id: three, name: 三, key: "3"}
  - {id: four, name: 四, key: "4"}
  - {id: five, name: 五, key: "5"}
  - {id: experts, name: 专家}
intents:
  - {id: school, name: 入学, queue: one, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""
TALKS = {"wang": "6", "zhao": "2", "zhou": "3", "wu": "4"}
"""Who talks with a citizen, and the key of the queue that they serve alone."""
LATER = "zheng"
"""Comes to work when a citizen is to be called back."""
CALLED = "13912345678"
CITIZEN, AGENT, OTHER, SUN = 1100.0, 700.0, 1500.0, 1900.0
VOICES = (CITIZEN, AGENT, OTHER, SUN)
UNHEARD = 20.0
"""Amplitude of a tone that did not come through, measured over a whole call."""
FIRST_PORT = 46000


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the services that are started: citizens are not called at night."""
    monkeypatch.setenv("TZ", f"TEST{datetime.now(UTC).hour - 12:+d}")


@dataclass
class Full:
    """A hotline, the carrier it dials over, and the telephones of those who talk."""

    town: Town
    outside: Carrier
    stack: AsyncExitStack
    citizens: dict[str, Softphone]
    """By who talks with them."""

    async def phone(self, name: str, **more: Any) -> Softphone:
        """The telephone of an agent, or of a citizen."""
        accounts = {agent.id: agent.extension for agent in self.town.config.agents}
        if name in accounts:
            more |= {"account": (accounts[name], self.town.station.secrets.sip[accounts[name]])}
        port = FIRST_PORT + 20 * (len(self.town.phones) + len(self.citizens))
        folder = self.town.state.root / "phones" / f"{name}{port}"
        made = Softphone(folder, self.town.server, rtp_ports=(port, port + 19), **more)
        return await self.stack.enter_async_context(made)

    async def at_work(self, agent: str) -> Softphone:
        found = self.town.phones[agent] = await self.phone(agent, auto_answer=True)
        return found

    async def calls(self, name: str, number: str, key: str) -> Softphone:
        """A citizen calls and presses a key."""
        found = self.citizens[name] = await self.phone(f"of-{name}-", number=number)
        await found.dial(self.town.config.telephony.number)
        await found.wait_for("CALL_ESTABLISHED", PATIENCE_S)
        await eventually(lambda: found.hears_since, seen=lambda: found.events)
        await found.press(key)
        return found

    async def talks(self, agent: str, number: str) -> None:
        """A citizen talks with that agent, each a tone."""
        own = self.town.phones[agent]
        caller = await self.calls(agent, number, TALKS[agent])
        await own.wait_for("CALL_ESTABLISHED", PATIENCE_S)
        await caller.say(tone(CITIZEN, 300))
        await own.say(tone(AGENT, 300))
        await hears_only(caller, AGENT, of=VOICES)

    async def desk(self, agent: str, stack: AsyncExitStack) -> Desk:
        url = f"http://127.0.0.1:{self.town.config.desk.port}"
        return await stack.enter_async_context(desk(url, agent, self.town.passwords[agent]))

    def kept(self) -> list[tuple[str, str | None]]:
        """State and result of each call-back."""
        with contextlib.closing(sqlite3.connect(self.town.state.database)) as database:
            try:
                return database.execute("SELECT state, result FROM callbacks").fetchall()
            except sqlite3.OperationalError:
                return []


@pytest_asyncio.fixture(loop_scope="session")
async def full(noon: None) -> AsyncIterator[Full]:
    """Nobody at work yet, and no service."""
    async with carrier() as outside, AsyncExitStack() as stack:
        folder = Path(stack.enter_context(stage_folder()))
        file = folder / "config.yaml"
        file.write_text(CONFIG, encoding="utf-8")
        config = with_free_ports(load(file, HotlineConfig))
        dial = DialSettings(address=outside.address, prefixes=("139",))
        trunk = TrunkSettings(id="local", match=("127.0.0.1/32",), dial=dial)
        telephony = config.telephony.model_copy(update={"trunks": (trunk,)})
        config = config.model_copy(update={"telephony": telephony})
        town = await prepared(config, State(folder))
        stack.push_async_callback(town.station.asterisk.stop)  # the supervisor starts it, and is killed
        yield Full(town, outside, stack, {})


async def test_nobody_is_lost_and_everything_stands_as_it_was(full: Full) -> None:
    town, outside = full.town, full.outside
    outside.does[CALLED] = "ring"
    async with process(town, "run") as supervisor:
        calls = await everything(full)
        first = await outside.call()
        (service,) = children(supervisor.pid)
        os.kill(service, signal.SIGKILL)
        outside.does[CALLED] = "answer"  # before the next service can dial
        await eventually(lambda: children(supervisor.pid) not in ([], [service]))
        assert await wait_until_ready(town.config, PATIENCE_S)

        assert [agent for agent in TALKS if full.citizens[agent].count("CALL_CLOSED")] == []
        await still_hear_each_other(full)
        async with AsyncExitStack() as stack:
            sun = await full.desk("sun", stack)
            await shown_as_before(sun, calls)
            await first.over.wait()
            second = await outside.answered(2)
            second.voice.press("1")
            await eventually(lambda: full.kept() == [("closed", "reached")], seen=full.kept)
            await go_on(full, stack, calls)
            outside.hang_up(second)
        await nobody_left(town)
        assert len(outside.calls) == 2


async def everything(full: Full) -> dict[str, str]:
    """Who is called back last, so that it rings; returns the calls' ids by who leads them."""
    phones = full.town.phones
    booked = await full.calls(LATER, CALLED, "5")

    async def kept() -> bool:
        if not full.kept():
            await booked.press("1")
        return bool(full.kept())

    await eventually(kept)
    await booked.wait_for("CALL_CLOSED", PATIENCE_S)
    for agent in ("li", "qian", "sun", *TALKS):
        await full.at_work(agent)
    for number, agent in enumerate(TALKS):
        await full.talks(agent, f"1380013800{number}")
    async with AsyncExitStack() as stack:
        sun = await full.desk("sun", stack)
        calls = {call["agent"]: call["id"] for call in sun.in_phase("talking")}
        assert set(calls) == set(TALKS)
        for agent, expert in (("wang", "li"), ("zhao", "qian")):
            own = await full.desk(agent, stack)
            await own.press("consult", call=calls[agent], agent=expert)
            await transfer_stands(sun, calls[agent], "briefing")
            await own.press("join", call=calls[agent])
            await transfer_stands(sun, calls[agent], "bridged")
            await phones[expert].say(tone(OTHER, 300))
            await hears_only(full.citizens[agent], AGENT, OTHER, of=VOICES)
        await sun.press("supervise", call=calls["zhou"], mode="whisper")
        await phones["sun"].wait_for("CALL_ESTABLISHED", PATIENCE_S)
        await phones["sun"].say(tone(SUN, 300))
        await hears_only(phones["zhou"], CITIZEN, SUN, of=VOICES)
        wu = await full.desk("wu", stack)
        await wu.press("hold", call=calls["wu"])
        await wu.until(phase="on_hold")
    await full.at_work(LATER)
    return calls


async def still_hear_each_other(full: Full) -> None:
    phones, citizens = full.town.phones, full.citizens
    for agent, expert in (("wang", "li"), ("zhao", "qian")):
        await hears_only(citizens[agent], AGENT, OTHER, of=VOICES)
        await hears_only(phones[agent], CITIZEN, OTHER, of=VOICES)
        await hears_only(phones[expert], CITIZEN, AGENT, of=VOICES)
    await phones["sun"].wait_for("CALL_CLOSED", PATIENCE_S)
    await hears_only(citizens["zhou"], AGENT, of=VOICES)
    await hears_only(phones["zhou"], CITIZEN, of=VOICES)
    assert strength(citizens["zhou"].heard(), SUN) < UNHEARD, "the citizen never heard who whispered"
    await hears_something(citizens["wu"])


async def shown_as_before(sun: Desk, calls: dict[str, str]) -> None:
    for agent in ("wang", "zhao"):
        await transfer_stands(sun, calls[agent], "bridged")

    def restored() -> bool:
        shown = {agent: sun.calls.get(call, {}) for agent, call in calls.items()}
        return (
            all(call.get("agent") == agent for agent, call in shown.items())
            and bool(shown["wu"]["held_since"])
            and shown["zhou"]["supervision"] is None
        )

    await eventually(restored, seen=lambda: sun.calls)


async def go_on(full: Full, stack: AsyncExitStack, calls: dict[str, str]) -> None:
    """The new service does what it is asked, for each of them."""
    phones, citizens = full.town.phones, full.citizens
    wang, wu = await full.desk("wang", stack), await full.desk("wu", stack)
    await wang.press("complete", call=calls["wang"])
    await phones["zhao"].hang_up()
    for agent in ("wang", "zhao"):
        await hears_only(citizens[agent], OTHER, of=VOICES)
    await wu.press("retrieve", call=calls["wu"])
    await hears_only(citizens["wu"], AGENT, of=VOICES)
    for agent in TALKS:
        await citizens[agent].hang_up()


async def transfer_stands(sun: Desk, call: str, state: str) -> None:
    await eventually(
        lambda: (sun.calls.get(call, {}).get("transfer") or {}).get("state") == state,
        seen=lambda: sun.calls.get(call, {}).get("transfer"),
    )
