"""Special seats and further numbers, through real SIP: by intent, key, name, number; overflow, relaxation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from contracts import (
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    PromptEnded,
    PromptStarted,
)
from hotline.bench.demo.deskclient import DeskClient
from hotline.bench.demo.stage import RECORDINGS, DemoStage, stage, with_free_ports
from hotline.configuration.schema import HotlineConfig
from ivr.settings.distribution.numbers import NumberSettings
from ivr.settings.distribution.overflow import OverflowSettings
from ivr.settings.distribution.seats import SeatSettings
from tests.e2e.conftest import HERE, nothing_left
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import Citizen, calling, paused
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ASKS_FOR_A_SEAT = HERE / "recordings" / "asks-for-a-seat.wav"
"""“请帮我找企业之家。”, in a voice of Kokoro-82M v1.0 (Apache-2.0); both passes hear its sounds: on a busy
machine the second may come too late."""
RELAX_S = 30

SEATS = (
    SeatSettings(id="household", name="家政服务", queue="utilities", skill="家政"),
    SeatSettings(id="home", name="企业之家", queue="enterprise", key="9", experts_s=5, relax_s=RELAX_S),
)
NUMBERS = (
    NumberSettings(number="12315", name="消费者热线", greeting="您好，消费者热线。", queue="consumer"),
    NumberSettings(number="8712345", name="企业直通车", greeting="您好，企业之家。", seat="home"),
)
QUEUES = {
    "wang": ["general", "utilities", "enterprise"],
    "li": ["general", "utilities", "enterprise"],
    "zhao": ["general", "consumer"],
}
SKILLS = {"wang": {"企业之家": 4}, "li": {"家政": 1}}


def with_seats(config: HotlineConfig) -> HotlineConfig:
    """The configuration with these seats, numbers and agents, and an overflow from consumer."""
    own = with_free_ports(config)
    overflow = (OverflowSettings(to="general", after_s=3),)
    changes: dict[str, dict[str, Any]] = {"foreign": {"key": None}, "consumer": {"overflow": overflow}}
    queues = tuple(one.model_copy(update=changes.get(one.id, {})) for one in own.ivr.queues)
    intents = tuple(
        one.model_copy(update={"seat": "household"} if one.id == "water_outage" else {})
        for one in own.ivr.intents
    )
    staff = {agent.id: agent for agent in own.agents}
    agents = tuple(
        staff[id].model_copy(update={"queues": queues_of, "skills": SKILLS.get(id, {})})
        for id, queues_of in QUEUES.items()
    )
    more = {"queues": queues, "intents": intents, "seats": SEATS, "numbers": NUMBERS}
    return own.model_copy(update={"agents": agents, "ivr": own.ivr.model_copy(update=more)})


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seats(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    with stage_folder() as folder:
        async with stage(with_seats(config), Path(folder), agents=3) as found:
            await eventually(lambda: all(found.service.floor.phase(id) == "available" for id in QUEUES))
            yield found


async def over_one(citizen: Citizen) -> None:
    await citizen.phone.hang_up()
    await citizen.until(CallEnded)


async def over(scene: DemoStage, *citizens: Citizen) -> None:
    for citizen in citizens:
        await citizen.phone.hang_up()
        await citizen.until(CallEnded)
    await nothing_left(scene)
    await eventually(lambda: all(scene.service.floor.phase(id) == "available" for id in QUEUES))


async def queued(citizen: Citizen) -> tuple[str, str | None]:
    event = await citizen.until(CallQueued)
    return event.queue, event.seat


async def bridged(citizen: Citizen) -> str:
    event = await citizen.until(Bridged)
    return event.agent


async def test_an_intent_leads_to_the_agent_of_its_seat(seats: DemoStage) -> None:
    async with calling(seats) as citizen:
        await citizen.until(PromptEnded)
        await citizen.phone.say(RECORDINGS / "caller-1.wav")
        decided = await citizen.until(Decided)
        assert decided.intent == "water_outage", decided
        await citizen.phone.press("0")
        assert await queued(citizen) == ("utilities", "household")
        assert await bridged(citizen) == "li"
        await over(seats, citizen)


async def test_its_key_leads_to_a_seat(seats: DemoStage) -> None:
    async with calling(seats) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.press("9")
        assert await queued(citizen) == ("enterprise", "home")
        assert await bridged(citizen) == "wang"
        await over(seats, citizen)


async def test_saying_its_name_leads_to_a_seat(seats: DemoStage) -> None:
    async with calling(seats) as citizen:
        await citizen.until(PromptEnded)
        await citizen.phone.say(ASKS_FOR_A_SEAT)
        assert await queued(citizen) == ("enterprise", "home")
        assert "企业之家" in citizen.saw(Decided)[-1].reason
        assert await bridged(citizen) == "wang"
        await over(seats, citizen)


async def test_who_waits_for_a_seat_in_vain_is_taken_by_anybody_of_its_queue(seats: DemoStage) -> None:
    async with paused(seats, "wang"), calling(seats) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.press("9")
        assert await queued(citizen) == ("enterprise", "home")
        async with calling(seats, number="13912340000") as other:
            await other.until(PromptStarted)
            await other.phone.press("6")
            assert await bridged(other) == "li", "who came later needs nothing and is taken at once"
            assert not citizen.saw(AgentRinging), "li is free and has not what the first one needs"
            await over_one(other)
        assert await bridged(citizen) == "li"
        await over_one(citizen)
    await nothing_left(seats)


async def test_callers_go_on_to_another_queue_when_nobody_of_theirs_is_there(seats: DemoStage) -> None:
    async with paused(seats, "zhao"), calling(seats) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.press("4")
        assert await queued(citizen) == ("consumer", None)
        onward = await citizen.until(CallQueued, times=2)
        assert onward.queue == "general"
        assert await bridged(citizen) in ("wang", "li")
        await over_one(citizen)
    await nothing_left(seats)


async def test_who_dials_the_number_of_a_seat_is_greeted_and_put_through(seats: DemoStage) -> None:
    shown: list[dict[str, Any]] = []
    password = seats.passwords["wang"]
    async with DeskClient(
        seats.desk_url, "wang", password, lambda message, at: shown.append(message)
    ) as desk:
        watching = asyncio.create_task(desk.run())
        async with calling(seats, dialled="8712345") as citizen:
            greeting = await citizen.until(PromptStarted)
            assert greeting.text == "您好，企业之家。"
            assert await queued(citizen) == ("enterprise", "home")
            assert await bridged(citizen) == "wang"
            assert citizen.saw(CallStarted)[0].dialled == "8712345"

            def on_desk() -> bool:
                calls = [message["call"] for message in shown if message["type"] == "call"]
                return any(call["dialled"] == "8712345" and call["seat"] == "home" for call in calls)

            await eventually(on_desk, seen=lambda: shown)
            labels = next(message["labels"] for message in shown if message["type"] == "snapshot")
            assert labels["numbers"]["8712345"] == "企业直通车"
            assert labels["seats"]["home"] == "企业之家"
            await over(seats, citizen)
        watching.cancel()
    assert await seats.service.records.flush()
    (row, *_) = await seats.service.records.recent()
    assert (row.dialled, row.queue) == ("8712345", "enterprise"), "the record keeps the number"
    kept = [
        event.seat for event in await seats.service.records.history(row.id) if event.type == "call_queued"
    ]
    assert kept == ["home"]


async def test_a_merged_line_goes_on_beside_the_hotline_s_own_number(seats: DemoStage) -> None:
    async with calling(seats, dialled="12315") as old, calling(seats, number="13912340000") as usual:
        greetings = [await one.until(PromptStarted) for one in (old, usual)]
        assert [event.text for event in greetings] == [
            "您好，消费者热线。",
            seats.config.ivr.dialogue.prompts.greeting,
        ]
        await old.phone.press("0")
        await usual.phone.press("0")
        assert await queued(old) == ("consumer", None)
        assert await queued(usual) == ("general", None)
        await old.until(Bridged)
        await usual.until(Bridged)
        await over(seats, old, usual)
