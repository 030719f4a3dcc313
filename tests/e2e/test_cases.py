"""Cases, by real SIP: a second call about the same place is shown the case before the agent speaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from contracts import Bridged, CallQueued, CaseFound, PromptEnded, PromptStarted
from hotline.bench.demo.stage import DemoStage, stage, temporary_folder, with_free_ports
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.vocabulary import VocabularySettings
from tests.e2e.conftest import HERE, nothing_left
from tests.e2e.desks import Desk, Shown, desk
from tests.e2e.people import Citizen, calling, phone
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SPOKEN = HERE / "recordings"
NAMES = VocabularySettings(streets=("幸福路",), communities=("翠竹小区",))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    """Nobody answers by themselves."""
    own = with_free_ports(config).model_copy(update={"vocabulary": NAMES})
    with temporary_folder() as folder:
        async with stage(own, Path(folder), agents=0) as found:
            yield found
            await nothing_left(found)


async def hears(citizen: Citizen, text: str) -> None:
    """A prompt with those words has been said to its end."""

    def said() -> bool:
        ids = [
            one.prompt for one in citizen.timeline.seen if isinstance(one, PromptStarted) and text in one.text
        ]
        return any(isinstance(one, PromptEnded) and one.prompt in ids for one in citizen.timeline.seen)

    await eventually(said, seen=lambda: citizen.timeline.seen)


async def tells_of_the_outage(citizen: Citizen) -> None:
    """What, and where; then they wait for an agent."""
    await hears(citizen, "请问您要反映什么事")
    await citizen.phone.say(SPOKEN / "no-water.wav")
    await hears(citizen, "哪条路")
    await citizen.phone.say(SPOKEN / "where.wav")
    await citizen.until(CallQueued)


async def test_a_second_call_about_the_same_place_is_a_duplicate_before_the_agent_speaks(
    scene: DemoStage,
) -> None:
    async with (
        desk(scene.desk_url, "wang", scene.passwords["wang"]) as wang,
        phone(scene, agent="wang") as telephone,
    ):
        await telephone.register()
        async with calling(scene, number="13900000001") as first:
            await tells_of_the_outage(first)
            call = await wang.rung()
            assert call["cases"] == []
            await telephone.answer()
            await first.until(Bridged)
            answer = await wang.post(
                f"/api/calls/{call['id']}/cases", said=call["decision"]["heard"], place=place_of(call)
            )
        async with calling(scene, number="13900000002") as second:
            await tells_of_the_outage(second)
            await second.until(CaseFound)
            call = await shown_before_answering(wang)
            [case] = call["cases"]
            assert (case["case"], case["why"], case["calls"]) == (answer["case"], "place", 1)
            assert case["state"] == "open"
            assert "水" in case["said"]
            await telephone.answer()
            await second.until(Bridged)
            await wang.post(f"/api/calls/{call['id']}/cases/join", case=case["case"])
            await wang.post(f"/api/cases/{case['case']}/state", state="closed")


def place_of(call: Shown) -> str:
    [slot] = [slot for slot in call["decision"]["slots"] if slot["id"] == "address"]
    assert "翠竹小区" in slot["value"]
    return str(slot["value"])


async def shown_before_answering(wang: Desk) -> Shown:
    """The call that rings, with what was found about it."""
    await wang.rung()
    found: Shown = await eventually(
        lambda: next((one for one in wang.own() if one["phase"] == "ringing" and one["cases"]), None),
        seen=lambda: wang.calls,
    )
    return found
