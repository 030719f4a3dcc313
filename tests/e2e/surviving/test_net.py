"""The plain queue under the service: who pauses at the desk stays paused there, whatever happens to us."""

from __future__ import annotations

import asyncio

import pytest

from contracts import PromptStarted
from hotline.bench.demo.stage import DemoStage
from hotline.calls.call.inbox import Leave
from tests.e2e.conftest import nothing_left
from tests.e2e.phones.people import calling, paused
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

RINGS_S = 4.0
"""Time enough for the announcement, and for a phone to be rung and to answer."""


async def members(scene: DemoStage) -> dict[str, str]:
    """What the plain queue thinks of each agent."""
    shown = (await scene.station.asterisk.command("queue show everyone")).splitlines()
    phones = {agent.extension: agent.id for agent in scene.config.agents if agent.id in scene.agents}
    return {
        agent: line for line in shown for phone, agent in phones.items() if line.strip().startswith(phone)
    }


async def test_who_pauses_is_not_rung_by_the_net_either(scene: DemoStage) -> None:
    agents = list(scene.agents)

    async def all_paused() -> bool:
        return all("(Busy)" in line for line in (await members(scene)).values())

    async with paused(scene), calling(scene) as citizen:
        await eventually(all_paused)
        await citizen.until(PromptStarted)
        before = {agent: scene.agents[agent].count("CALL_ESTABLISHED") for agent in agents}
        scene.service.lines.sessions[citizen.timeline.call].inbox.put(Leave())
        await asyncio.sleep(RINGS_S)
        assert {agent: scene.agents[agent].count("CALL_ESTABLISHED") for agent in agents} == before
        scene.service.floor.pause(agents[1], False)
        await eventually(lambda: scene.agents[agents[1]].count("CALL_ESTABLISHED") > before[agents[1]])
        assert scene.agents[agents[0]].count("CALL_ESTABLISHED") == before[agents[0]]
        await citizen.phone.hang_up()
    await nothing_left(scene)
