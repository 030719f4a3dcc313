"""The service is killed while a citizen is on hold, or in a three-way: nobody is lost, and it goes on."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from hotline.bench.softphone import Softphone
from hotline.configuration.schema import HotlineConfig
from hotline.instance.alive.supervisor import wait_until_ready
from tests.e2e.desks import Desk, desk
from tests.e2e.phones.tones import hears_only, hears_something, tone
from tests.e2e.town import Town, children, citizen, nobody_left, opened, process, reach_an_agent
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

CITIZEN, FIRST, SECOND = 1100.0, 700.0, 1500.0
VOICES = (CITIZEN, FIRST, SECOND)


@pytest_asyncio.fixture(loop_scope="session")
async def town(config: HotlineConfig) -> AsyncIterator[Town]:
    async with opened(config) as found:
        await found.station.asterisk.stop()  # the supervisor starts its own
        yield found


@asynccontextmanager
async def at_desk(town: Town, agent: str) -> AsyncIterator[Desk]:
    url = f"http://127.0.0.1:{town.config.desk.port}"
    async with desk(url, agent, town.passwords[agent]) as found:
        yield found


async def killed(town: Town, supervisor: asyncio.subprocess.Process) -> None:
    """The service dies without a word, and a new one is up."""
    (service,) = children(supervisor.pid)
    os.kill(service, signal.SIGKILL)
    await eventually(lambda: children(supervisor.pid) not in ([], [service]))
    assert await wait_until_ready(town.config, PATIENCE_S)


@asynccontextmanager
async def talk(town: Town, ports: int) -> AsyncIterator[tuple[Softphone, str, str]]:
    """A citizen who talks with an agent: the phone, that agent, and another. Each speaks a tone."""
    for phone in town.phones.values():
        await phone.register()
    async with citizen(town, ports) as caller:
        own = await reach_an_agent(town, caller)
        first = next(agent for agent, phone in town.phones.items() if phone is own)
        second = next(agent for agent in town.phones if agent != first)
        await caller.say(tone(CITIZEN))
        await own.say(tone(FIRST))
        await hears_only(caller, FIRST, of=VOICES)
        yield caller, first, second


async def test_a_citizen_on_hold_hears_music_on_and_is_on_hold_for_the_new_service(town: Town) -> None:
    async with process(town, "run") as supervisor, talk(town, 48000) as (caller, first, _):
        async with at_desk(town, first) as before:
            (call,) = [one["id"] for one in before.own() if one["phase"] == "talking"]
            await before.press("hold", call=call)
            await before.until(phase="on_hold")
        await killed(town, supervisor)
        assert caller.count("CALL_CLOSED") == 0
        await hears_something(caller)
        async with at_desk(town, first) as now:
            await now.until(phase="on_hold")
            assert now.calls[call]["held_since"], "shown as it was"
            await now.press("retrieve", call=call)
            await now.until(phase="talking")
            await hears_only(caller, FIRST, of=VOICES)
            await hears_only(town.phones[first], CITIZEN, of=VOICES)
            await caller.hang_up()
            await now.until(phase="available")
        await nobody_left(town)


async def test_a_three_way_goes_on_and_can_be_led_on_by_the_new_service(town: Town) -> None:
    async with process(town, "run") as supervisor, talk(town, 48100) as (caller, first, second):
        one, other = town.phones[first], town.phones[second]
        async with at_desk(town, first) as before:
            (call,) = [one["id"] for one in before.own() if one["phase"] == "talking"]
            await before.press("consult", call=call, agent=second)
            await _stands(before, call, "briefing")
            await before.press("join", call=call)
            await _stands(before, call, "bridged")
        await other.say(tone(SECOND))
        await hears_only(caller, FIRST, SECOND, of=VOICES)
        await killed(town, supervisor)
        await hears_only(caller, FIRST, SECOND, of=VOICES)
        await hears_only(one, CITIZEN, SECOND, of=VOICES)
        await hears_only(other, CITIZEN, FIRST, of=VOICES)
        async with at_desk(town, first) as now, at_desk(town, second) as theirs:
            await _stands(now, call, "bridged")
            await theirs.until(phase="talking", call=call)
            await now.press("complete", call=call)
            await now.until(phase="available")
            await hears_only(caller, SECOND, of=VOICES)
            await caller.hang_up()
            await theirs.until(phase="available")
        await nobody_left(town)


async def _stands(agent: Desk, call: str, state: str) -> None:
    await eventually(
        lambda: (agent.calls.get(call, {}).get("transfer") or {}).get("state") == state,
        seen=lambda: agent.calls.get(call, {}).get("transfer"),
    )
