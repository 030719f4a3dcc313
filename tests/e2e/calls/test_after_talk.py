"""What citizens say when the agent has hung up, by real SIP: by voice, by key, and why not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from contracts import (
    AgentChanged,
    Bridged,
    CallEnded,
    CallQueued,
    Event,
    PromptStarted,
    SatisfactionAsked,
    SatisfactionGiven,
)
from hotline.bench.demo.stage import DemoStage, stage, with_free_ports
from hotline.configuration.schema import HotlineConfig
from ivr.settings.after.satisfaction import SatisfactionSettings
from tests.e2e.conftest import HERE, nothing_left
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import Citizen, calling
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

RECORDINGS = HERE / "recordings"
DANGER = HERE.parent / "data" / "spoken" / "008.wav"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def asking(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    """A hotline with one agent that asks after every talk."""
    own = with_free_ports(config)
    satisfaction = SatisfactionSettings(enabled=True, answer_s=8)
    ivr = own.ivr.model_copy(update={"satisfaction": satisfaction})
    with stage_folder() as folder:
        async with stage(own.model_copy(update={"ivr": ivr}), Path(folder), agents=1, on_desk=False) as scene:
            yield scene


@asynccontextmanager
async def asked(scene: DemoStage) -> AsyncIterator[Citizen]:
    """A citizen whose agent has just hung up."""
    async with calling(scene) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.press("0")
        await citizen.until(CallQueued)
        await citizen.until(Bridged)
        [agent] = scene.agents.values()
        await agent.hang_up()
        await citizen.until(SatisfactionAsked)
        yield citizen
    await nothing_left(scene)


async def hears(citizen: Citizen, text: str) -> None:
    await eventually(
        lambda: any(isinstance(one, PromptStarted) and text in one.text for one in citizen.timeline.seen),
        seen=lambda: citizen.timeline.seen,
    )


async def given(citizen: Citizen) -> SatisfactionGiven:
    found = await citizen.until(SatisfactionGiven)
    assert isinstance(found, SatisfactionGiven)
    return found


async def test_by_voice_while_the_agent_is_free_already(asking: DemoStage) -> None:
    phases: list[Event] = []
    asking.service.bus.listen(phases.append)
    async with asked(asking) as citizen:
        await hears(citizen, "评价")
        await eventually(
            lambda: [one.phase for one in phases if isinstance(one, AgentChanged)][-1:] == ["available"],
            seen=lambda: phases,
        )
        await citizen.phone.say(RECORDINGS / "very-satisfied.wav")
        said = await given(citizen)
        assert (said.score, said.by, said.low) == (5, "voice", False)
        await hears(citizen, "感谢")
        ended = await citizen.until(CallEnded)
        assert isinstance(ended, CallEnded)
        assert ended.by == "agent"


async def test_who_is_not_satisfied_says_why(asking: DemoStage) -> None:
    async with asked(asking) as citizen:
        await hears(citizen, "评价")
        await citizen.phone.press("2")
        await hears(citizen, "原因")
        await citizen.phone.say(RECORDINGS / "why-not.wav")
        said = await given(citizen)
        assert (said.score, said.by, said.low) == (2, "key", True)
        assert "半个小时" in said.reason
        await citizen.until(CallEnded)


async def test_who_hangs_up_before_the_reason_has_given_a_score(asking: DemoStage) -> None:
    async with asked(asking) as citizen:
        await hears(citizen, "评价")
        await citizen.phone.press("1")
        await hears(citizen, "原因")
        await citizen.phone.hang_up()
        said = await given(citizen)
        assert (said.score, said.reason) == (1, "")
        await citizen.until(CallEnded)


async def test_danger_named_after_the_talk_brings_an_agent_at_once(asking: DemoStage) -> None:
    async with asked(asking) as citizen:
        await hears(citizen, "评价")
        await citizen.phone.say(DANGER)
        await citizen.until(Bridged, times=2)
        queued = citizen.saw(CallQueued)[-1]
        assert isinstance(queued, CallQueued)
        assert queued.queue == "emergency"
        await citizen.phone.hang_up()
        await citizen.until(CallEnded)
