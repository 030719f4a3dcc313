"""Callers are handed over to another office (110, 119, 120), whose telephone logs in nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_assist.settings import AgentSettings
from contracts import Bridged, CallEnded
from hotline.bench.demo.stage import stage, with_free_ports
from hotline.bench.softphone import Softphone, free_port
from hotline.configuration.schema import HotlineConfig
from tests.e2e.conftest import nothing_left
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import calling
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def test_another_office_is_rung_at_its_fixed_address(config: HotlineConfig) -> None:
    port = free_port()
    office = AgentSettings(
        id="police110", name="110 指挥中心", extension="police110", contact=f"sip:110@127.0.0.1:{port}"
    )
    own = with_free_ports(config).model_copy(update={"agents": (office,)})
    with stage_folder() as folder:
        async with (
            stage(own, Path(folder), agents=0, on_desk=False) as scene,
            Softphone(
                Path(folder) / "phones" / "office",
                scene.sip_server,
                number="110",
                auto_answer=True,
                rtp_ports=(39900, 39919),
                port=port,
            ),
        ):
            # Asterisk asks every 30 s whether the office is there; its first question came too early.
            await eventually(lambda: scene.service.floor.staffed("emergency"))
            async with calling(scene) as citizen:
                await citizen.phone.press("0")
                bridged = await citizen.until(Bridged)
                assert isinstance(bridged, Bridged)
                assert bridged.agent == "police110"
                await citizen.phone.hang_up()
                await citizen.until(CallEnded)
            await nothing_left(scene)
