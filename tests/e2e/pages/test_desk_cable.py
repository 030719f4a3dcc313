"""The page's cable is pulled in mid-call, and plugged in again: the citizen stays, and nothing is missing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import expect

from contracts import Bridged, CallEnded, CallQueued
from hotline.bench.demo.stage import RECORDINGS, DemoStage
from hotline.configuration.schema import HotlineConfig
from tests.e2e.cable import Cable
from tests.e2e.conversations import CITIZEN, VOICES, WANG
from tests.e2e.phones.browser_phones import (
    answer_here,
    at_desk,
    page_hears_only,
    phone_is,
    spoken,
    with_microphone,
)
from tests.e2e.phones.people import calling
from tests.e2e.phones.tones import hears_only, hears_something, tone
from tests.e2e.stages import desks_scene, legs, nothing_is_missing, picture, says, stands
from tests.waiting import eventually

_NO_VOICE = "Promise.all(window.peers.flatMap(one => one.getSenders()).map(one => one.replaceTrack(null)))"
"""What the page's telephones send by UDP ends without a word."""

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    async with desks_scene(config) as found:
        yield found


async def test_a_cable_that_is_pulled_costs_neither_the_call_nor_a_word(
    scene: DemoStage, tmp_path: Path
) -> None:
    cable, port = Cable(), urlsplit(scene.desk_url).port
    assert port is not None
    async with cable.to(port) as url, with_microphone(spoken(tmp_path, tone(WANG))) as browser:
        page = await at_desk(browser, scene, "wang", plain=True, url=url)
        over = await at_desk(browser, scene, "sun")
        await answer_here(page)
        await stands(page, "available")
        async with calling(scene) as citizen:
            await eventually(lambda: citizen.phone.hears_since)
            await citizen.phone.press("0")
            await page.click("[data-press=accept]")
            await phone_is(page, "talking")
            await says(citizen, RECORDINGS / "caller-1.wav")
            await nothing_is_missing(page, citizen)

            cable.pull()
            await expect(page.locator(".connection.lost")).to_be_visible()
            await expect(page.locator("[data-press=hold]")).to_be_disabled()
            await picture(page, "desk-lost")
            await says(citizen, RECORDINGS / "caller-2.wav")
            await expect(over.locator("[data-calls] button").first).to_be_visible()
            assert not citizen.saw(CallEnded)

            cable.plug_in()
            await expect(page.locator(".connection.live")).to_be_visible()
            await phone_is(page, "talking")
            await citizen.phone.say(tone(CITIZEN))
            await hears_only(citizen.phone, WANG, of=VOICES)
            await page_hears_only(page, CITIZEN, of=VOICES)
            await nothing_is_missing(page, citizen)
            await stands(page, "talking")
            assert legs(citizen)[-1:] in ([], ["back"])
            assert len(citizen.saw(Bridged)) == len(citizen.saw(CallQueued)) == 1
            await page.click("[data-press=hang_up]")
            await page.click("[data-press=hang_up_now]")
            await citizen.until(CallEnded)
            await stands(page, "wrap_up")


async def test_a_cable_that_takes_the_voice_along_costs_the_citizen_a_moment(
    scene: DemoStage, tmp_path: Path
) -> None:
    """Nothing is closed, and no packet of the voice comes any more; the page is the telephone again as soon
    as it is plugged in."""
    cable, port = Cable(), urlsplit(scene.desk_url).port
    assert port is not None
    async with cable.to(port) as url, with_microphone(spoken(tmp_path, tone(WANG))) as browser:
        page = await at_desk(browser, scene, "wang", plain=True, url=url)
        await answer_here(page)
        async with calling(scene) as citizen:
            await eventually(lambda: citizen.phone.hears_since)
            await citizen.phone.press("0")
            await page.click("[data-press=accept]")
            await phone_is(page, "talking")
            await hears_only(citizen.phone, WANG, of=VOICES)

            cable.pull()
            await page.evaluate(_NO_VOICE)
            await eventually(lambda: legs(citizen) == ["lost"], seen=lambda: citizen.timeline.seen)
            await hears_something(citizen.phone)  # that it is being put back
            assert not citizen.saw(CallEnded)

            cable.plug_in()
            await eventually(lambda: legs(citizen) == ["lost", "back"], seen=lambda: citizen.timeline.seen)
            await phone_is(page, "talking")
            await citizen.phone.say(tone(CITIZEN))
            await hears_only(citizen.phone, WANG, of=VOICES)
            await page_hears_only(page, CITIZEN, of=VOICES)
            assert len(citizen.saw(Bridged)) == 1
            await citizen.phone.hang_up()
            await citizen.until(CallEnded)
            await stands(page, "wrap_up")
