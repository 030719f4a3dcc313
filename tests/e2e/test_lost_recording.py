"""Whose page is loaded anew in mid-call is in the recording as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts import AgentLeg, RecordingEnded, RecordingStarted
from hotline.recordings.shelf import Shelf
from tests.e2e import house as houses
from tests.e2e.browser_phones import answer_here, at_desk, phone_is, spoken, with_microphone
from tests.e2e.conversations import CITIZEN, VOICES, WANG
from tests.e2e.house import queued
from tests.e2e.recorded import recorded
from tests.e2e.tones import hears_only, tone

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

RECORDING = "recording: {enabled: true, keep_free_gb: 0}\n"


async def test_after_a_reload_both_are_recorded_again(tmp_path: Path) -> None:
    async with (
        houses.opened(RECORDING) as house,
        with_microphone(spoken(tmp_path, tone(WANG))) as browser,
        house.desk("sun") as sun,
    ):
        page = await at_desk(browser, house.scene, "wang", plain=True)
        await answer_here(page)
        async with queued(house, "1", sun) as citizen:
            await page.click("[data-press=accept]")
            await citizen.until(RecordingStarted)
            await citizen.phone.say(tone(CITIZEN))
            await hears_only(citizen.phone, WANG, of=VOICES)
            await page.reload()
            await citizen.until(AgentLeg, times=2)
            await phone_is(page, "talking")
            await hears_only(citizen.phone, WANG, of=VOICES)
            await citizen.phone.hang_up()
            await citizen.until(RecordingEnded)
            [one] = Shelf(house.state.recordings).kept(citizen.timeline.call)
            sound = recorded(one.file)
            assert sound.voices((-0.6, -0.1), VOICES) == ({CITIZEN}, {WANG})
