"""A storm: the hotline says something else from one second to the next, and no running call notices."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from contracts import Bridged, CallEnded, CallQueued, PromptEnded, PromptStarted
from hotline.bench.demo.stage import RECORDINGS, DemoStage
from hotline.configuration.generations.service_state import read
from hotline.configuration.generations.store import Generations
from hotline.configuration.yaml.sources import Sources
from hotline.machine.paths import DEFAULT_CONFIG, State
from tests.e2e.conftest import nothing_left
from tests.e2e.phones.people import calling, paused
from tests.shipped import changed, without_meaning
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

OLD = "您好，这里是一二三四五热线，请问您要反映什么事？"
OUTAGE = "城东水厂正在抢修，预计今晚八点恢复供水。"
STORM = "您好，受台风影响，全市停课停工，请不要外出，请问您要反映什么事？"


BOLD = (
    ("  route_at: 0.8\n  confirm_at: 0.43\n", "  route_at: 0.5\n  confirm_at: 0.4\n"),
    ("  danger: {cannot", "  danger: {ask_at: 1, sure_at: 1, cannot"),
    ("ask: [address]\n    keywords: [停水", "keywords: [停水"),
)
"""Acts on what is heard, and asks nothing."""


async def publish(scene: DemoStage, sources: Sources, why: str) -> None:
    """As `hotline publish` does it, until the service says that new calls get it."""
    state = State(scene.folder)
    made = await asyncio.to_thread(Generations(state.generations).publish, sources, DEFAULT_CONFIG, why)
    await eventually(lambda: (told := read(state.running_generation)) and told.number == made.number)
    told = read(state.running_generation)
    assert told is not None
    assert told.refused == ""


async def test_a_storm_warning_goes_live_and_is_taken_back(scene: DemoStage) -> None:
    calm = without_meaning()
    storm = changed(OLD, STORM, calm)
    # Key 1 leads elsewhere too: whoever heard the old menu must still get what it said.
    storm = changed('{id: utilities, name: 水电气暖, key: "1"', "{id: utilities, name: 水电气暖", storm)
    storm = changed("{id: tourism, name: 文化旅游", '{id: tourism, name: 文化旅游, key: "1"', storm)

    async with calling(scene) as talking:
        await talking.until(PromptEnded)
        await talking.phone.press("0")
        await talking.until(Bridged)
        async with paused(scene), calling(scene) as before:
            await before.until(PromptStarted)
            await publish(scene, storm, "台风")
            async with calling(scene) as after:
                assert (await after.until(PromptStarted)).text == STORM
                await after.phone.press("1")
                assert (await after.until(CallQueued)).queue == "tourism"
            await before.phone.press("1")
            assert (await before.until(CallQueued)).queue == "utilities"
            await publish(scene, calm, "台风过去")
            async with calling(scene) as calmed:
                assert (await calmed.until(PromptStarted)).text == OLD
        assert not talking.saw(CallEnded)
        assert scene.service.lines.sessions.keys() >= {talking.timeline.call}
        await talking.phone.hang_up()
        assert (await talking.until(CallEnded)).by == "caller"
    await nothing_left(scene)


async def test_an_outage_is_told_to_callers_of_that_place(scene: DemoStage) -> None:
    """The recording names no district: “一片” stands for one. Nothing is asked, however it is heard."""
    calm = without_meaning()
    for said, bolder in BOLD:
        calm = changed(said, bolder, calm)
    announced = (
        "announcements:\n"
        f"  - {{id: outage, text: {OUTAGE}, intents: [water_outage], words: [一片]}}\n"
        "  - {id: elsewhere, text: 西山区停水。, intents: [water_outage], words: [西山]}\n"
    )
    main = calm.files[calm.main]
    outage = replace(calm, files={**calm.files, calm.main: main + announced.encode()})
    async with calling(scene) as talking:
        await talking.until(PromptEnded)
        await talking.phone.press("0")
        await talking.until(Bridged)
        await publish(scene, outage, "停水公告")
        async with calling(scene) as citizen:
            await citizen.until(PromptEnded)
            await citizen.phone.say(RECORDINGS / "caller-1.wav")
            await eventually(lambda: OUTAGE in [event.text for event in citizen.saw(PromptStarted)])
            assert not citizen.saw(CallQueued)
            await citizen.phone.press("0")
            assert (await citizen.until(CallQueued)).queue == "general"
        await publish(scene, calm, "恢复供水")
        async with paused(scene), calling(scene) as citizen:
            await citizen.until(PromptEnded)
            await citizen.phone.say(RECORDINGS / "caller-1.wav")
            assert (await citizen.until(CallQueued)).queue == "utilities"
            assert OUTAGE not in [event.text for event in citizen.saw(PromptStarted)]
        assert not talking.saw(CallEnded)
    await nothing_left(scene)


async def test_what_is_broken_reaches_no_caller(scene: DemoStage, tmp_path: Path) -> None:
    """A generation that this version refuses: the service says so, callers get the one before."""
    state = State(scene.folder)
    made = await asyncio.to_thread(
        Generations(state.generations).publish,
        Sources.single(b"queues: []\n", "config.yaml"),
        tmp_path / "config.yaml",
        "damaged",
    )
    await eventually(lambda: (told := read(state.running_generation)) and told.number == made.number)
    told = read(state.running_generation)
    assert told is not None
    assert "queues" in told.refused
    async with calling(scene) as citizen:
        assert (await citizen.until(PromptStarted)).text == OLD
    await nothing_left(scene)
