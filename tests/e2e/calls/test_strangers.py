"""Who may call, and what callers and agents may not do: real SIP against real Asterisk."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from contracts import Bridged, PromptStarted
from hotline.bench.demo.stage import DemoStage
from telephony.ari.client import AriError
from tests.e2e.conftest import nothing_left
from tests.e2e.phones.bare_phone import bare_phone
from tests.e2e.phones.people import calling, paused, phone
from tests.waiting import PATIENCE_S

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ELSEWHERE = "127.0.0.2"
"""An address of this machine that no trunk has."""
OK, UNAUTHORIZED, DECLINE = 200, 401, 603
GHOST_S = 2.0
"""Time enough for a call that Asterisk makes by itself."""


@pytest.mark.parametrize("name", ["local", "1001", "citizen", "anonymous", "nobody"])
async def test_a_name_alone_lets_nobody_in(scene: DemoStage, name: str) -> None:
    """`local` is the trunk of the stage: it is an address, not a name."""
    async with bare_phone(scene.sip_server, number=name, address=ELSEWHERE) as stranger:
        assert await stranger.invite() == UNAUTHORIZED
    await nothing_left(scene)


async def test_a_phone_behind_the_trunks_address_still_logs_in(scene: DemoStage) -> None:
    async with phone(scene, agent="zhao") as agent:
        assert agent.count("REGISTER_OK") == 1


async def test_a_caller_who_transfers_makes_no_second_caller(scene: DemoStage) -> None:
    async with paused(scene), bare_phone(scene.sip_server) as caller:
        assert await caller.invite() == OK
        await scene.next_call(PATIENCE_S)
        known = set(scene.timelines)
        refer = {"Refer-To": f"<sip:{scene.config.telephony.number}@{scene.sip_server}>"}
        assert await caller.request("REFER", refer) == DECLINE
        await asyncio.sleep(GHOST_S)
        assert set(scene.timelines) == known
        assert not caller.hung_up.is_set(), "the call goes on"
        await caller.hang_up()
    await nothing_left(scene)


async def test_a_transfer_outside_of_a_call_is_refused(scene: DemoStage) -> None:
    known = set(scene.timelines)
    async with bare_phone(scene.sip_server) as stranger:
        refer = {"Refer-To": f"<sip:{scene.config.telephony.number}@{scene.sip_server}>"}
        assert await stranger.request("REFER", refer) >= 400
        await asyncio.sleep(GHOST_S)
    assert set(scene.timelines) == known


async def test_what_asterisk_makes_by_itself_is_no_caller(scene: DemoStage) -> None:
    known = set(scene.timelines)
    ari = scene.service.ari
    with contextlib.suppress(AriError):  # refused at once: just as well
        await ari.post("/channels", endpoint="Local/12345@citizens", app=ari.app, appArgs="test", timeout=3)
    await asyncio.sleep(GHOST_S)
    assert set(scene.timelines) == known
    await nothing_left(scene)


async def test_the_agents_transfer_key_is_refused(scene: DemoStage) -> None:
    """What the phone does then is its own: baresip hangs up. Nobody else is rung, and nobody calls."""
    async with calling(scene) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.press("0")
        bridged = await citizen.until(Bridged)
        agent = scene.agents[bridged.agent]
        known = set(scene.timelines)
        await agent.transfer(f"sip:12345@{scene.sip_server}")
        refused = await agent.wait_for("TRANSFER_FAILED", PATIENCE_S)
        assert str(DECLINE) in refused.data["param"]
        await asyncio.sleep(GHOST_S)
        assert set(scene.timelines) == known
    await nothing_left(scene)
