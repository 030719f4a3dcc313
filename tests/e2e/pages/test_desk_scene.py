"""A call at the desks, from the first ring to the wrap-up: two agents and a supervisor in browsers, an expert
and a citizen on real SIP. The pictures are those of the documents."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from contracts import (
    AgentAnswered,
    AgentLeg,
    AgentMissed,
    Bridged,
    CallEnded,
    CallerHeld,
    RecordingStarted,
    TransferChanged,
    WrappedUp,
)
from hotline.bench.baresip import RATE
from hotline.bench.demo.caller import ask
from hotline.bench.demo.stage import RECORDINGS, DemoStage
from hotline.bench.softphone import load_speech
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import State
from hotline.recordings.shelf import Shelf
from tests.e2e.phones.browser_phones import (
    answer_here,
    at_desk,
    page_hears,
    phone_is,
    spoken,
    with_microphone,
)
from tests.e2e.phones.people import Citizen, calling, loudness, phone
from tests.e2e.phones.recorded import Recorded, recorded
from tests.e2e.phones.tones import SOUND, hears_something
from tests.e2e.stages import desks_scene, legs, nothing_is_missing, picture, says, stands
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

REQUEST, MORE = RECORDINGS / "caller-1.wav", RECORDINGS / "caller-2.wav"
PAUSE_S = 5


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    async with desks_scene(config) as found:
        yield found


async def heard_at(page: Page) -> None:
    async def sounds() -> bool:
        return loudness(await page_hears(page)) > SOUND

    await eventually(sounds)


async def test_a_call_from_the_first_ring_to_the_wrap_up(scene: DemoStage, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        speech = load_speech(RECORDINGS / "agent-1.wav")
        # Not without a pause: people do not speak so.
        says_and_waits = spoken(tmp_path, np.concatenate([speech, np.zeros(PAUSE_S * RATE, dtype="<i2")]))
        of_wang = await enter(with_microphone(says_and_waits))
        of_li = await enter(with_microphone(RECORDINGS / "agent-2.wav"))
        wang = await at_desk(of_wang, scene, "wang", plain=True)
        li = await at_desk(of_li, scene, "li")
        sun = await at_desk(of_li, scene, "sun")
        await answer_here(li)
        await stands(li, "available")
        citizen = await enter(calling(scene, number="13800138000"))
        await ask(scene, citizen.timeline, citizen.phone, load_speech(REQUEST))

        await _declined_by_the_one_and_taken_by_the_other(citizen, li, wang)
        await _talked(citizen, wang, sun)
        await _held(citizen, wang)
        await _with_an_expert(scene, citizen, wang)
        await _loaded_anew(citizen, wang)
        await _ended_and_wrapped_up(citizen, wang)
        _both_are_in_the_recording(scene, citizen)


async def _declined_by_the_one_and_taken_by_the_other(citizen: Citizen, li: Page, wang: Page) -> None:
    await expect(li.locator("[data-ringing]")).to_be_visible()
    await picture(li, "desk-ringing")
    await answer_here(wang)
    await stands(wang, "available")
    await li.click("[data-press=decline]")
    await expect(li.locator("[data-missed] [data-how=declined]")).to_be_visible()
    await expect(wang.locator("[data-press=accept]")).to_be_visible()
    assert [one.agent for one in citizen.saw(AgentMissed) if isinstance(one, AgentMissed)] == ["li"]
    await wang.click("[data-press=accept]")
    await phone_is(wang, "talking")
    await stands(wang, "talking")


async def _talked(citizen: Citizen, wang: Page, sun: Page) -> None:
    await citizen.until(RecordingStarted)
    await says(citizen, REQUEST)
    await hears_something(citizen.phone)
    await expect(wang.locator("[data-line=agent][data-final=true]").first).to_be_visible()
    await nothing_is_missing(wang, citizen)
    await picture(wang, "desk")
    await sun.click("[data-calls] button >> nth=0")
    await expect(sun.locator("[data-line=caller]").first).to_be_visible()
    await expect(sun.locator("[data-agent=wang]")).to_have_attribute("data-state", "talking")
    await picture(sun, "desk-agents")


async def _held(citizen: Citizen, wang: Page) -> None:
    await wang.click("[data-press=hold]")
    await expect(wang.locator("[data-held]")).to_be_visible()
    await hears_something(citizen.phone)
    await picture(wang, "desk-held")
    await wang.click("[data-press=retrieve]")
    await expect(wang.locator("[data-held]")).to_have_count(0)
    assert [one.held for one in citizen.saw(CallerHeld) if isinstance(one, CallerHeld)] == [True, False]


async def _with_an_expert(scene: DemoStage, citizen: Citizen, wang: Page) -> None:
    async with phone(scene, agent="zhao", auto_answer=True) as expert:
        await eventually(lambda: scene.service.floor.phone("zhao"))
        await wang.click("[data-press=consult]")
        await wang.click('[data-option="agent zhao"]')
        await expect(wang.locator("[data-press=join]")).to_be_visible()
        await wang.click("[data-press=join]")
        await eventually(lambda: "bridged" in _transfers(citizen), seen=lambda: _transfers(citizen))
        await expert.say(RECORDINGS / "agent-2.wav")
        await hears_something(expert)
        await expect(wang.locator("[data-line=consulted][data-final=true]").first).to_be_visible()
        await picture(wang, "desk-expert")
        await wang.click("[data-press=take_back]")
        await expect(wang.locator("[data-press=consult]")).to_be_visible()
        await stands(wang, "talking")


def _transfers(citizen: Citizen) -> list[str]:
    return [one.state for one in citizen.saw(TransferChanged) if isinstance(one, TransferChanged)]


async def _loaded_anew(citizen: Citizen, wang: Page) -> None:
    """What is said while the page is away stands there, too."""
    await citizen.phone.say(MORE)
    await wang.reload()
    await phone_is(wang, "talking")
    await eventually(lambda: legs(citizen) == ["lost", "back"], seen=lambda: legs(citizen))
    await says(citizen, MORE)
    await citizen.phone.say(REQUEST)
    await heard_at(wang)
    await hears_something(citizen.phone)
    await nothing_is_missing(wang, citizen)
    await picture(wang, "desk-back")
    assert len(citizen.saw(Bridged)) == len(citizen.saw(AgentAnswered)) == 1
    assert not citizen.saw(CallEnded)


async def _ended_and_wrapped_up(citizen: Citizen, wang: Page) -> None:
    await wang.click("[data-press=hang_up]")
    await wang.click("[data-press=hang_up_now]")
    await citizen.until(CallEnded)
    await phone_is(wang, "ready")
    await stands(wang, "wrap_up")
    await wang.click("[data-code]")
    await wang.click("[data-option=已登记工单]")
    await wang.fill("[data-note] input, input[data-note]", "幸福路一带停水，已登记，请供水公司回电")
    await wang.keyboard.press("Enter")
    await expect(wang.locator("[data-saved]")).to_be_visible()
    await nothing_is_missing(wang, citizen)
    await picture(wang, "desk-wrap-up")
    said = [one for one in citizen.saw(WrappedUp) if isinstance(one, WrappedUp)]
    assert (said[-1].code, said[-1].agent) == ("已登记工单", "wang")
    await wang.click("[data-press=available]")
    await stands(wang, "available")


def _both_are_in_the_recording(scene: DemoStage, citizen: Citizen) -> None:
    """Before the hold and after the page was loaded anew, each where it was said, measured in what Asterisk
    recorded."""
    sound = _recording(scene.folder, citizen.timeline.call)
    began = citizen.saw(RecordingStarted)[0].at
    held = int(citizen.saw(CallerHeld)[0].at - began)
    back = int(citizen.saw(AgentLeg)[-1].at - began) + 1
    said, heard = (
        [round(loudness(voice[at : at + RATE])) for at in range(0, len(voice), RATE)]
        for voice in (sound.said, sound.heard)
    )
    assert max(said[:held]) > SOUND, f"the citizen before the hold at {held} s: {said}"
    assert max(heard[:held]) > SOUND, f"the agent before the hold at {held} s: {heard}"
    assert max(said[back:]) > SOUND, f"the citizen after F5 at {back} s: {said}"
    assert max(heard[back:]) > SOUND, f"the agent after F5 at {back} s: {heard}"


def _recording(folder: Path, call: str) -> Recorded:
    [one] = Shelf(State(folder).recordings).kept(call)
    return recorded(one.file)
