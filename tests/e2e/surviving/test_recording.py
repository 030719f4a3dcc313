"""The service is killed while a conversation is recorded: the recording goes on, and is kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from hotline.configuration.schema import HotlineConfig
from hotline.recordings.settings import RecordingSettings
from hotline.recordings.shelf import Kept, Shelf
from tests.e2e.phones.recorded import recorded
from tests.e2e.phones.tones import hears_only, tone
from tests.e2e.surviving.test_control import CITIZEN, FIRST, VOICES, at_desk, killed, talk
from tests.e2e.town import Town, nobody_left, opened, process
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def town(config: HotlineConfig) -> AsyncIterator[Town]:
    recording = RecordingSettings(enabled=True, keep_free_gb=0)
    async with opened(config.model_copy(update={"recording": recording})) as found:
        await found.station.asterisk.stop()  # the supervisor starts its own
        yield found


@pytest.mark.parametrize("paused", [False, True])
async def test_a_recording_goes_on_without_the_service_and_as_it_was(town: Town, paused: bool) -> None:
    async with process(town, "run") as supervisor, talk(town, 48200) as (caller, first, _):
        async with at_desk(town, first) as before:
            (call,) = [one["id"] for one in before.own() if one["phase"] == "talking"]
            await eventually(lambda: before.calls[call]["recording"] == "runs")
            begun = time.time()
            if paused:
                await before.press("pause_recording", call=call)
                await eventually(lambda: before.calls[call]["recording"] == "paused")
        await asyncio.sleep(1)
        await killed(town, supervisor)
        back = time.time()
        await caller.say(tone(CITIZEN))
        await town.phones[first].say(tone(FIRST))
        await hears_only(caller, FIRST, of=VOICES)
        async with at_desk(town, first) as now:
            state = "paused" if paused else "runs"
            await eventually(lambda: now.calls[call]["recording"] == state, seen=lambda: now.calls.get(call))
            if paused:
                await now.press("resume_recording", call=call)
                await eventually(lambda: now.calls[call]["recording"] == "runs")
            await asyncio.sleep(3)
            ended = time.time()
            await caller.hang_up()
            await now.until(phase="available")
        await nobody_left(town)

        def kept() -> list[Kept]:
            return Shelf(town.state.recordings).kept(call)

        await eventually(kept)
        [one] = kept()
        assert one.seconds > ended - begun - 4, "what the service was away for is missing"
        sound = recorded(one.file)
        assert sound.voices((-2, -1), VOICES) == ({CITIZEN}, {FIRST})
        meanwhile = (back - begun - 1, back - begun - 0.5)
        assert (sound.loudness(meanwhile) == 0) == paused
