"""The service is killed while a page is the telephone of a call, and is there again: so is the voice."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from hotline.configuration.schema import HotlineConfig
from tests.e2e.conftest import HERE
from tests.e2e.conversations import CITIZEN, VOICES, WANG
from tests.e2e.phones.browser_phones import (
    answer_here,
    at_desk,
    page_hears_only,
    phone_is,
    spoken,
    with_microphone,
)
from tests.e2e.phones.tones import hears_only, tone
from tests.e2e.stages import lines_of, stands
from tests.e2e.town import Town, citizen, opened, process
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

REQUEST = HERE / "recordings" / "lamps.wav"


@pytest_asyncio.fixture(loop_scope="session")
async def town(config: HotlineConfig) -> AsyncIterator[Town]:
    async with opened(config, phones=0) as found:
        yield found


async def test_a_page_that_is_the_telephone_talks_on_after_a_restart(town: Town, tmp_path: Path) -> None:
    async with (
        with_microphone(spoken(tmp_path, tone(WANG))) as browser,
        process(town, "serve") as service,
    ):
        page = await at_desk(browser, town, "wang", plain=True)
        await answer_here(page)
        await stands(page, "available")
        async with citizen(town, 47000) as caller:
            await eventually(lambda: caller.hears_since)
            await caller.press("0")
            await page.click("[data-press=accept]")
            await phone_is(page, "talking")
            await caller.say(REQUEST)
            await expect(page.locator("[data-line=caller][data-final=true]").first).to_be_visible()
            before = await lines_of(page, "caller")
            service.send_signal(signal.SIGKILL)
            await service.wait()
            await expect(page.locator(".connection.lost")).to_be_visible()
            async with process(town, "serve"):
                await expect(page.locator(".connection.live")).to_be_visible()
                await phone_is(page, "talking")
                await stands(page, "talking")
                await caller.say(tone(CITIZEN))
                await hears_only(caller, WANG, of=VOICES)
                await page_hears_only(page, CITIZEN, of=VOICES)
                assert (await lines_of(page, "caller"))[: len(before)] == before
                assert not caller.count("CALL_CLOSED")
                await page.click("[data-press=hang_up]")
                await page.click("[data-press=hang_up_now]")
                await caller.wait_for("CALL_CLOSED", 60)
                await stands(page, "available")
