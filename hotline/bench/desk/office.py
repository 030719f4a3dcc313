"""Fifty agents and a supervisor, and the calls that all but one of them are in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from agent_assist.settings import AgentSettings
from contracts import Event
from hotline.bench.demo.deskclient import DeskClient
from hotline.bench.demo.stage import DemoStage, everyone_serves, with_free_ports
from hotline.bench.desk.scripted import NAMED, begins, talks
from hotline.configuration.schema import HotlineConfig
from hotline.machine.tasks import background

SUPERVISOR = "bench_supervisor"
UPDATES_EACH = 3
"""A second, of one call: as many as the recogniser writes while somebody speaks."""


def office(config: HotlineConfig, desks: int) -> HotlineConfig:
    """The same configuration with so many agents, who serve every queue, and one who sees every call."""
    agents = [
        AgentSettings(id=f"bench_{number}", name=f"坐席{number}", extension=str(8000 + number))
        for number in range(1, desks + 1)
    ]
    # What sentences mean a running service has learned long before; a new one learns it for minutes.
    meaning = config.ivr.meaning.model_copy(update={"enabled": False})
    ivr = config.ivr.model_copy(update={"meaning": meaning})
    boss = AgentSettings(id=SUPERVISOR, name="班长", role="supervisor", extension="8999")
    return everyone_serves(with_free_ports(config.model_copy(update={"agents": (*agents, boss), "ivr": ivr})))


class Counted:
    """Messages that reached the desks without a browser."""

    def __init__(self) -> None:
        self.messages = 0

    def take(self, _message: object, _at: float) -> None:
        self.messages += 1


@asynccontextmanager
async def desks_of(scene: DemoStage, agents: Sequence[str]) -> AsyncIterator[Counted]:
    """Those agents have their desks open, none of them in a browser."""
    counted = Counted()
    async with AsyncExitStack() as stack:
        for agent in agents:
            client = DeskClient(scene.desk_url, agent, scene.passwords[agent], counted.take, scene.trusted)
            await stack.enter_async_context(client)
            await stack.enter_async_context(background(client.run(), f"desk of {agent}"))
        yield counted


@asynccontextmanager
async def in_calls(agents: Sequence[str], publish: Callable[[Event], None]) -> AsyncIterator[None]:
    """Each of them talks with somebody, and both are written as they speak."""
    async with AsyncExitStack() as stack:
        for number, agent in enumerate(agents):
            await stack.enter_async_context(background(_talk(agent, number / len(agents), publish), agent))
        yield


async def _talk(agent: str, late: float, publish: Callable[[Event], None]) -> None:
    call = f"{NAMED}other-{agent}"
    for event in begins(call, agent):
        publish(event)
    await asyncio.sleep(late / UPDATES_EACH)  # not all in the same moment
    for event in talks(call, agent):
        publish(event)
        await asyncio.sleep(1 / UPDATES_EACH)
