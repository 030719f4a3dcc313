"""Citizens who are called and asked how it was: over a carrier of ours, by real SIP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio

from contracts import (
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Event,
    FollowupClosed,
    FollowupTried,
    PromptStarted,
    TranscriptFinal,
)
from hotline.bench.demo.stage import DemoStage, stage, with_free_ports
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import State
from hotline.records.database.followups.store import PURPOSE, FollowupStore, Wanted
from hotline.records.sealing import Seal
from ivr.settings.after.followups import FollowupSettings
from ivr.settings.distribution.calendar import Span
from telephony.outbound.settings import DialSettings
from telephony.settings import TrunkSettings
from tests.e2e.conftest import HERE, nothing_left
from tests.e2e.folders import stage_folder
from tests.e2e.phones.carrier import Carrier, Dialled, carrier
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

RECORDINGS = HERE / "recordings"
WANTS_A_HUMAN = HERE.parent / "data" / "spoken" / "011.wav"
SETTINGS = FollowupSettings(enabled=True, retry_s=5, ring_s=5, attempts=2, answer_s=8).model_copy(
    update={"hours": Span(start=0, end=24 * 60)}
)
"""Patience of seconds; and the tests run at night, too."""
E = TypeVar("E", bound=Event)


class Town:
    """A hotline that follows up over a carrier, and everything it has told."""

    def __init__(self, scene: DemoStage, carrier: Carrier) -> None:
        self.scene = scene
        self.carrier = carrier
        self.told: list[Event] = []
        scene.service.bus.listen(self.told.append)

    async def add(self, number: str, topic: str = "路灯不亮") -> None:
        seal = Seal(self.scene.secrets.seal, PURPOSE)
        async with FollowupStore.opened(State(self.scene.folder).database_url, seal) as store:
            await store.add(
                self.scene.config.telephony.node, [Wanted(number, "default", f"GD-{number[-4:]}", topic)]
            )

    async def until(self, kind: type[E], when: Callable[[E], bool]) -> E:
        found = await eventually(
            lambda: [one for one in self.told if isinstance(one, kind) and when(one)],
            seen=lambda: self.told[-20:],
        )
        return found[0]  # type: ignore[no-any-return]

    async def closed(self, number: str) -> FollowupClosed:
        return await self.until(FollowupClosed, lambda one: one.ref == f"GD-{number[-4:]}")

    async def reached(self, number: str) -> tuple[Dialled, str]:
        """The citizen who has answered, and the call."""
        calls = await eventually(lambda: self.carrier.dialled(number), seen=lambda: self.told[-20:])
        await eventually(lambda: calls[0].up, seen=lambda: calls)
        masked = f"{number[:3]}****{number[-4:]}"
        started = await self.until(CallStarted, lambda one: one.caller == masked)
        assert started.followup is not None
        return calls[0], started.call

    async def hears(self, call: str, text: str) -> None:
        await self.until(PromptStarted, lambda one: one.call == call and text in one.text)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(config: HotlineConfig) -> AsyncIterator[Town]:
    """With one agent, whose telephone answers by itself."""
    own = with_free_ports(config)
    async with carrier() as outside:
        dial = DialSettings(address=outside.address, prefixes=("139",))
        trunk = TrunkSettings(id="local", match=("127.0.0.1/32",), dial=dial)
        telephony = own.telephony.model_copy(update={"trunks": (trunk,)})
        ivr = own.ivr.model_copy(update={"followups": SETTINGS})
        own = own.model_copy(update={"telephony": telephony, "ivr": ivr})
        with stage_folder() as folder:
            async with stage(own, Path(folder), agents=1, on_desk=False) as scene:
                yield Town(scene, outside)


@pytest_asyncio.fixture(loop_scope="session")
async def here(town: Town) -> AsyncIterator[Town]:
    """The town, in which nothing is left afterwards."""
    yield town
    await nothing_left(town.scene)


async def test_a_citizen_is_called_and_answers_by_voice(here: Town) -> None:
    number = "13912340001"
    await here.add(number)
    citizen, call = await here.reached(number)
    assert citizen.shown == here.scene.config.telephony.number
    await here.hears(call, "回访")
    citizen.voice.press("1")
    await here.hears(call, "路灯不亮")
    await here.hears(call, "解决了吗")
    citizen.voice.press("2")
    await here.hears(call, "办理结果满意吗")
    citizen.voice.say(RECORDINGS / "very-satisfied.wav")
    await here.hears(call, "意见或者建议")
    citizen.voice.say(RECORDINGS / "why-not.wav")
    closed = await here.closed(number)
    said = {one.question: one.value for one in closed.answers}
    heard = [one.text for one in here.told if isinstance(one, TranscriptFinal) and one.call == call]
    assert (closed.result, said.get("solved"), said.get("satisfaction")) == ("answered", "否", "5"), heard
    assert "半个小时" in said["remarks"]
    await citizen.over.wait()
    assert not [one for one in here.told if isinstance(one, Bridged) and one.call == call]
    assert len(here.carrier.dialled(number)) == 1


async def test_who_wants_a_human_gets_one(here: Town) -> None:
    number = "13912340002"
    await here.add(number)
    citizen, call = await here.reached(number)
    await here.hears(call, "回访")
    citizen.voice.say(WANTS_A_HUMAN)
    await here.until(Bridged, lambda one: one.call == call)
    assert (await here.closed(number)).result == "human"
    queued = await here.until(CallQueued, lambda one: one.call == call)
    assert queued.queue == here.scene.config.ivr.dialogue.human_queue
    here.carrier.hang_up(citizen)
    await here.until(CallEnded, lambda one: one.call == call)


async def test_who_is_busy_is_called_again_and_then_no_more(here: Town) -> None:
    number = "13912340003"
    here.carrier.does[number] = 486
    await here.add(number)
    assert (await here.closed(number)).result == "not reached"
    tried = [one for one in here.told if isinstance(one, FollowupTried) and one.outcome == "busy"]
    assert [(one.attempt, one.next_at is None) for one in tried] == [(1, False), (2, True)]
    assert len(here.carrier.dialled(number)) == 2


async def test_a_number_outside_the_list_is_never_dialled(here: Town) -> None:
    await here.add("13812340004")
    assert (await here.closed("13812340004")).result == "not allowed"
    assert not here.carrier.dialled("13812340004")
