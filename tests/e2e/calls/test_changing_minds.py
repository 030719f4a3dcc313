"""Callers who wait and change their mind, by real SIP: another matter by voice, a human by key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from contracts import SERVED, Bridged, CallEnded, CallQueued, Decided, Event, PromptStarted
from hotline.bench.demo.stage import DemoStage, stage, with_free_ports
from hotline.configuration.schema import HotlineConfig
from ivr.settings.distribution.waiting import WaitingSettings
from ivr.settings.intents.answers import AnswerSettings
from tests.e2e.conftest import HERE, nothing_left
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import Citizen, calling, paused
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NO_WATER = HERE / "recordings" / "no-water.wav"
WANTS_THE_FUND = HERE / "recordings" / "wants-fund-instead.wav"


ANSWER = "停水一般当天恢复，具体时间请看小区公告。"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def listening(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    """A hotline with one agent that listens to who waits."""
    own = with_free_ports(config)
    intents = tuple(
        one.model_copy(update={"answer": AnswerSettings(text=ANSWER, when="waiting"), "ask": ()})
        if one.id == "water_outage"
        else one
        for one in own.ivr.intents
    )
    waiting = WaitingSettings(enabled=True, listen_s=8)
    ivr = own.ivr.model_copy(update={"waiting": waiting, "intents": intents})
    with stage_folder() as folder:
        async with stage(own.model_copy(update={"ivr": ivr}), Path(folder), agents=1, on_desk=False) as scene:
            yield scene


@asynccontextmanager
async def invited(scene: DemoStage) -> AsyncIterator[Citizen]:
    """A citizen who waits for a human, was told where they stand, and is listened to."""
    async with paused(scene), calling(scene) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.press("0")
        await citizen.until(CallQueued)
        await hears(citizen, "请直接说")
        yield citizen
    await nothing_left(scene)


async def hears(citizen: Citizen, text: str) -> None:
    await eventually(
        lambda: any(isinstance(one, PromptStarted) and text in one.text for one in citizen.timeline.seen),
        seen=lambda: citizen.timeline.seen,
    )


def queued(citizen: Citizen) -> list[CallQueued]:
    return [one for one in citizen.saw(CallQueued) if isinstance(one, CallQueued)]


async def test_who_names_another_matter_waits_for_it_and_keeps_the_time(listening: DemoStage) -> None:
    async with invited(listening) as citizen:
        await citizen.phone.say(WANTS_THE_FUND)
        found: list[Event] = await eventually(
            lambda: [one for one in citizen.saw(Decided) if isinstance(one, Decided) and one.intent],
            seen=lambda: citizen.timeline.seen,
        )
        decided = found[-1]
        assert isinstance(decided, Decided)
        assert "公积金" in decided.heard
        if decided.outcome == "confirm":
            await citizen.phone.press("1")
        await eventually(
            lambda: len({one.queue for one in queued(citizen)}) == 2, seen=lambda: queued(citizen)
        )
        first, last = queued(citizen)[0], queued(citizen)[-1]
        assert last.queue == listening.config.ivr.intent(decided.intent or "").queue
        assert first.queued_at is not None
        assert last.queued_at == pytest.approx(first.queued_at, abs=1.5)
        for agent in listening.agents:
            listening.service.floor.pause(agent, False)
        await citizen.until(Bridged)
        await citizen.phone.hang_up()
        await citizen.until(CallEnded)


async def test_who_asks_for_a_human_by_key_is_told_that_they_wait_for_one(listening: DemoStage) -> None:
    async with invited(listening) as citizen:
        await citizen.phone.press("0")
        await hears(citizen, "您已经在人工排队了")
        await citizen.phone.hang_up()
        await citizen.until(CallEnded)
        assert len({one.queue for one in queued(citizen)}) == 1


async def test_who_hears_the_answer_while_they_wait_may_leave_and_has_not_given_up(
    listening: DemoStage,
) -> None:
    async with paused(listening), calling(listening) as citizen:
        await hears(citizen, "请问您要反映什么事")
        await citizen.phone.say(NO_WATER)
        await citizen.until(Decided)
        if not citizen.saw(CallQueued) and "对吗" in str(citizen.saw(PromptStarted)[-1]):
            await citizen.phone.press("1")
        await hears(citizen, "您可以先听一下答复")
        assert len(queued(citizen)) == 1
        await citizen.phone.press("3")
        await hears(citizen, ANSWER)
        await hears(citizen, "这样可以了吗")
        await citizen.phone.press("2")
        ended = await citizen.until(CallEnded)
        assert isinstance(ended, CallEnded)
        assert ended.cause == SERVED
    await nothing_left(listening)
