"""`hotline drain` with real SIP: new calls go elsewhere, those that are there end in peace."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from contracts import Bridged, CallQueued
from hotline.bench.demo.stage import DemoStage
from hotline.instance.draining import drain
from hotline.machine.paths import State
from telephony.asterisk.render import HEALTH
from tests.e2e.conftest import nothing_left
from tests.e2e.phones.bare_phone import bare_phone
from tests.e2e.phones.people import Citizen, calling, paused
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

KNOWN, UNKNOWN, ELSEWHERE, TAKEN = 200, 404, 503, 200


@pytest_asyncio.fixture(loop_scope="session")
async def drained(scene: DemoStage) -> AsyncIterator[DemoStage]:
    """Whatever a test does, the machine takes calls afterwards."""
    yield scene
    await drain(scene.station.asterisk, State(scene.folder), on=False)
    await scene.service.ready.wait()


async def asks_for_a_human(citizen: Citizen) -> None:
    await citizen.phone.press("0")
    await citizen.until(CallQueued)


async def health(scene: DemoStage) -> tuple[int, bool]:
    """The status of /healthz, and whether it says that the machine drains."""
    async with aiohttp.ClientSession() as http, http.get(f"{scene.desk_url}/healthz") as reply:
        return reply.status, (await reply.json())["draining"]


async def options(scene: DemoStage, user: str = "") -> int:
    async with bare_phone(scene.sip_server) as proxy:
        return await proxy.asks(user)


async def invited(scene: DemoStage, user: str = "12345") -> int:
    async with bare_phone(scene.sip_server) as phone:
        return await phone.invite(user=user)


async def test_calls_go_on_those_who_wait_are_served_and_new_ones_are_sent_elsewhere(
    drained: DemoStage,
) -> None:
    scene, where = drained, State(drained.folder)
    assert (await options(scene, HEALTH), await health(scene)) == (KNOWN, (200, False))
    async with calling(scene) as talks, calling(scene, number="13912345679") as waits:
        await asks_for_a_human(talks)
        await talks.until(Bridged)
        async with paused(scene):
            await asks_for_a_human(waits)
            await drain(scene.station.asterisk, where, on=True)
            assert await options(scene, HEALTH) == UNKNOWN
            assert await options(scene) == KNOWN, "Asterisk has no other answer where nobody is named"
            assert [await invited(scene), await invited(scene, "999")] == [ELSEWHERE, ELSEWHERE]
            await eventually(lambda: scene.service.lines.draining)
            assert await health(scene) == (503, True)
        await waits.until(Bridged)
        assert talks.phone.count("CALL_CLOSED") == waits.phone.count("CALL_CLOSED") == 0
        await scene.station.asterisk.reload()
        assert await invited(scene) == ELSEWHERE, "what is read again does not end it"
        await drain(scene.station.asterisk, where, on=False)
        assert await options(scene, HEALTH) == KNOWN
        assert await invited(scene) == TAKEN
        await eventually(lambda: scene.service.ready.is_set())
        for citizen in (talks, waits):
            await citizen.phone.hang_up()
    await nothing_left(scene)
