"""Asterisk's own queue is told who takes no calls, and told again when it was away."""

from __future__ import annotations

import asyncio
from typing import Any

from contracts import AgentChanged
from hotline.calls.net import NOT_PAUSED, PAUSED, RETRY_S, Net
from hotline.machine.tasks import background
from tests.unit.hotline.calls.asterisk_doubles import FakeAri
from tests.virtualtime import at_virtual_time

DEVICE = "/deviceStates/Stasis%3Apaused-1001"


class Asterisk(FakeAri):
    def __init__(self) -> None:
        super().__init__()
        self.states: list[str] = []

    async def request(self, method: str, path: str, **params: object) -> Any:
        await super().request(method, path, **params)
        assert (method, path) == ("PUT", DEVICE)
        self.states.append(str(params["deviceState"]))


def changed(*, paused: bool, agent: str = "wang") -> AgentChanged:
    return AgentChanged(agent=agent, phase="available", paused=paused)


@at_virtual_time
async def test_a_pause_and_its_end_are_told_once_each() -> None:
    ari = Asterisk()
    net = Net(ari, {"wang": "1001"})
    async with background(net.run(), "net"):
        for paused in (False, True, True, False):
            net.take(changed(paused=paused))
            await asyncio.sleep(1)
        net.take(changed(paused=True, agent="nobody"))
        await asyncio.sleep(1)
    assert ari.states == [NOT_PAUSED, PAUSED, NOT_PAUSED]


@at_virtual_time
async def test_what_asterisk_did_not_hear_is_told_when_it_is_back() -> None:
    ari = Asterisk()
    ari.away = True
    net = Net(ari, {"wang": "1001"})
    async with background(net.run(), "net"):
        net.take(changed(paused=True))
        await asyncio.sleep(3 * RETRY_S)
        assert ari.states == []
        ari.away = False
        await asyncio.sleep(2 * RETRY_S)
    assert ari.states == [PAUSED]
