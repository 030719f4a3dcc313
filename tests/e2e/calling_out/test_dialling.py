"""What comes of calls out, over a trunk that a carrier of ours answers: real SIP from real Asterisk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from hotline.bench.demo.stage import DemoStage, stage, with_free_ports
from hotline.configuration.schema import HotlineConfig
from telephony.ari.events import AriEvent, ChannelDestroyed, StasisStart
from telephony.calls.dialler import Dialler, LinesBusy, NotAllowed
from telephony.calls.names import call_out
from telephony.outbound.outcome import outcome
from telephony.outbound.settings import DialSettings
from telephony.settings import TrunkSettings
from tests.e2e.conftest import nothing_left
from tests.e2e.folders import stage_folder
from tests.e2e.phones.carrier import Behaviour, Carrier, carrier
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

CITIZEN = "13912345678"
LINES = 2


@dataclass(slots=True)
class Town:
    """A hotline that may dial mobiles of two networks, and what its calls out told."""

    scene: DemoStage
    carrier: Carrier
    dialler: Dialler
    made: int = 0

    async def dial(self, number: str, ring_s: float = 20) -> tuple[str, list[AriEvent]]:
        """The channel, and its events as they come."""
        self.made += 1
        channel, told = call_out("hotline1", f"test.{self.made}"), []
        self.scene.service.lines.switchboard.own(channel, told.append)
        await self.dialler.dial(number, channel, ring_s)
        return channel, told


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(config: HotlineConfig) -> AsyncIterator[Town]:
    own = with_free_ports(config)
    async with carrier() as outside:
        dial = DialSettings(
            address=outside.address, caller_id="059512345", prefixes=("139", "16"), calls=LINES
        )
        trunk = TrunkSettings(id="local", match=("127.0.0.1/32",), dial=dial)
        telephony = own.telephony.model_copy(update={"trunks": (trunk,)})
        own = own.model_copy(update={"telephony": telephony})
        with stage_folder() as folder:
            async with stage(own, Path(folder), agents=0, on_desk=False) as scene:
                yield Town(scene, outside, Dialler(scene.service.ari, telephony))


@pytest.mark.parametrize(
    ("does", "ring_s", "what"),
    [
        (486, 20, "busy"),
        (404, 20, "wrong number"),
        (480, 20, "no answer"),
        (603, 20, "rejected"),
        (503, 20, "network"),
        ("ring", 1, "no answer"),
        ("early media", 1, "no answer"),
        ("dead", 1, "no answer"),
    ],
)
async def test_each_end_of_a_call_out_is_told_apart(
    town: Town, does: Behaviour, ring_s: float, what: str
) -> None:
    town.carrier.does[CITIZEN] = does
    _, told = await town.dial(CITIZEN, ring_s)
    gone = await eventually(lambda: [e for e in told if isinstance(e, ChannelDestroyed)], seen=lambda: told)
    assert outcome(gone[0].cause) == what
    assert not any(isinstance(event, StasisStart) for event in told), "nobody has answered"
    await nothing_left(town.scene)


async def test_who_answers_sees_our_number_and_is_there(town: Town) -> None:
    town.carrier.does[CITIZEN] = "answer"
    calls = len(town.carrier.calls)
    channel, told = await town.dial(CITIZEN)
    citizen = await town.carrier.answered(calls + 1)
    assert (citizen.number, citizen.shown) == (CITIZEN, "059512345")
    await eventually(lambda: any(isinstance(event, StasisStart) for event in told), seen=lambda: told)
    await town.scene.service.ari.discard(f"/channels/{channel}")
    await citizen.over.wait()
    await nothing_left(town.scene)


@pytest.mark.parametrize(
    "number",
    [
        "13812345678",  # another network
        "16812345",  # premium, though 16 begins mobiles
        "0013912345678",
        "+13912345678",
        "139",
        "110",
        "13912345678@203.0.113.9",
        "13912345678&PJSIP/1001",
        "139１2345678",
        "",
    ],
)
async def test_a_number_outside_the_list_is_never_dialled(town: Town, number: str) -> None:
    calls = len(town.carrier.calls)
    with pytest.raises(NotAllowed) as refused:
        await town.dial(number)
    assert not number or number not in str(refused.value)
    assert len(town.carrier.calls) == calls
    await nothing_left(town.scene)


async def test_no_more_lines_are_taken_than_the_trunk_allows(town: Town) -> None:
    town.carrier.does[CITIZEN] = "ring"
    assert await town.dialler.free()
    up = [(await town.dial(CITIZEN))[0] for _ in range(LINES)]
    assert not await town.dialler.free()
    with pytest.raises(LinesBusy):
        await town.dial(CITIZEN)
    for channel in up:
        await town.scene.service.ari.discard(f"/channels/{channel}")
    await nothing_left(town.scene)
