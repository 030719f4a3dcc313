"""Conversations are recorded by Asterisk, measured in the files: who is in them, and who is not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from contracts import (
    PromptStarted,
    RecordingDeleted,
    RecordingEnded,
    RecordingPaused,
    RecordingPlayed,
    RecordingRefused,
    RecordingResumed,
    RecordingStarted,
    TapStarted,
    TranscriptFinal,
)
from hotline.bench.demo.stage import RECORDINGS
from hotline.recordings.shelf import Shelf
from tests.e2e import house as houses
from tests.e2e.conversations import CITIZEN, LI, VOICES, WANG, Conversation, conversation
from tests.e2e.house import House, queued
from tests.e2e.phones.bare_phone import bare_phone
from tests.e2e.phones.browser_phones import answer_here, at_desk, page_hears_only, spoken, with_microphone
from tests.e2e.phones.people import Citizen, loudness, phone
from tests.e2e.phones.recorded import Recorded, recorded
from tests.e2e.phones.tones import SOUND, hears_only, hears_something, tone
from tests.e2e.stages import legs
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

RECORDING = "recording: {enabled: true, keep_free_gb: 0, except_queues: [legal]}\n"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def built() -> AsyncIterator[House]:
    async with houses.opened(RECORDING) as found:
        yield found


@asynccontextmanager
async def recording(house: House) -> AsyncIterator[Conversation]:
    async with conversation(house) as talk:
        await shows(talk, "runs")
        yield talk


async def shows(talk: Conversation, state: str) -> None:
    await eventually(lambda: talk.shown["recording"] == state, seen=lambda: talk.shown["recording"])


async def free(talk: Conversation, agent: str) -> None:
    await eventually(lambda: talk.sun.agents[agent]["phase"] == "available", seen=lambda: talk.sun.agents)


async def kept(house: House, citizen: Citizen) -> Recorded:
    """The one recording of the call, when the citizen has hung up."""
    await citizen.phone.hang_up()
    ended = await citizen.until(RecordingEnded)
    assert isinstance(ended, RecordingEnded)
    [one] = Shelf(house.state.recordings).kept(citizen.timeline.call)
    assert ended.seconds == one.seconds
    return recorded(one.file)


async def test_both_are_recorded_and_what_is_said_in_a_pause_is_silence(house: House) -> None:
    async with recording(house) as talk:
        await asyncio.sleep(2)
        await talk.press("pause_recording")
        await shows(talk, "paused")
        await asyncio.sleep(2)
        await talk.press("resume_recording")
        await shows(talk, "runs")
        await asyncio.sleep(2)
        started, paused, resumed = (
            talk.citizen.saw(kind)[0] for kind in (RecordingStarted, RecordingPaused, RecordingResumed)
        )
        sound = await kept(house, talk.citizen)
        before = (0.5, paused.at - started.at - 0.5)
        pause = (paused.at - started.at + 0.5, resumed.at - started.at - 0.5)
        after = (resumed.at - started.at + 0.5, resumed.at - started.at + 1.5)
        for there in (before, after):
            assert sound.voices(there, VOICES) == ({CITIZEN}, {WANG})
        assert sound.voices(pause, VOICES) == (set(), set())
        assert sound.loudness(pause) == 0, "silence, not a quiet voice"


async def test_a_hold_and_a_three_way_are_one_recording_without_what_is_said_in_private(house: House) -> None:
    async with recording(house) as talk, phone(house.scene, agent="li", auto_answer=True) as li:
        await free(talk, "li")
        await talk.press("consult", agent="li")
        await eventually(lambda: (talk.shown["transfer"] or {}).get("state") == "briefing")
        await li.say(tone(LI))
        await hears_only(li, WANG, of=VOICES)
        await hears_something(talk.citizen.phone)
        await asyncio.sleep(1)
        private = time.time() - talk.citizen.saw(RecordingStarted)[0].at
        await talk.press("join")
        await hears_only(talk.citizen.phone, WANG, LI, of=VOICES)
        await asyncio.sleep(2)
        sound = await kept(house, talk.citizen)
        assert sound.voices((-1.5, -0.5), VOICES) == ({CITIZEN}, {WANG, LI})
        said, heard = sound.voices((private - 0.8, private - 0.2), VOICES)
        assert not {WANG, LI} & heard, "what agents say while the caller hears music is not in it"
        assert CITIZEN not in said, "nobody hears the caller then"


async def test_what_is_said_after_f5_stands_where_it_was_said(house: House, tmp_path: Path) -> None:
    """While the page was away nothing was sent to the citizen for some time."""
    async with with_microphone(spoken(tmp_path, tone(WANG))) as browser, house.desk("sun") as sun:
        page = await at_desk(browser, house.scene, "wang", plain=True)
        await answer_here(page)
        async with queued(house, "1", sun) as citizen:
            await page.click("[data-press=accept]")
            await citizen.until(RecordingStarted)
            await citizen.phone.say(tone(CITIZEN))
            await hears_only(citizen.phone, WANG, of=VOICES)
            await page.reload()
            await eventually(lambda: legs(citizen) == ["lost", "back"], seen=lambda: legs(citizen))
            await page_hears_only(page, CITIZEN, of=VOICES)
            await hears_only(citizen.phone, WANG, of=VOICES)
            await asyncio.sleep(3)
            sound = await kept(house, citizen)
        assert sound.voices((-3.0, -0.5), VOICES) == ({CITIZEN}, {WANG})


async def test_a_citizen_whose_voice_starts_anew_is_recorded_and_written_down(house: House) -> None:
    """Re-route or hold: the numbers of their packets are lower from then on."""
    async with (
        house.desk("wang") as wang,
        phone(house.scene, agent="wang", auto_answer=True) as own,
        bare_phone(house.scene.sip_server) as citizen,
    ):
        await wang.until(phase="available")
        assert await citizen.invite() == 200
        line = Citizen(own, await house.scene.next_call(PATIENCE_S))
        await line.until(PromptStarted)
        citizen.voice.press("1")
        await line.until(RecordingStarted)
        await line.until(TapStarted, times=2)
        citizen.voice.renumber(sequence=-20000, timestamp=-4_000_000, ssrc=True)
        citizen.voice.say(RECORDINGS / "caller-1.wav")
        await line.until(TranscriptFinal)
        await citizen.hang_up()
        await line.until(RecordingEnded)
        [one] = Shelf(house.state.recordings).kept(line.timeline.call)
        assert loudness(recorded(one.file).said) > SOUND


async def test_who_is_handed_to_a_queue_that_is_not_recorded_is_recorded_no_more(house: House) -> None:
    async with recording(house) as talk, phone(house.scene, agent="li", auto_answer=True) as li:
        await free(talk, "li")
        await talk.press("hand_on", queue="legal")
        await talk.citizen.until(RecordingEnded)
        await li.say(tone(LI))
        await hears_only(talk.citizen.phone, LI, of=VOICES)
        await asyncio.sleep(1)
        await talk.citizen.phone.hang_up()
        await talk.wang.until(phase="wrap_up")
        [one] = Shelf(house.state.recordings).kept(talk.call)
        _, heard = recorded(one.file).voices((0, one.seconds), (LI,))
        assert not heard
        assert len(talk.citizen.saw(RecordingEnded)) == 1


async def test_supervisors_listen_in_pieces_and_this_is_written_down_agents_do_not(house: House) -> None:
    async with recording(house) as talk:
        await asyncio.sleep(1)
        sound = await kept(house, talk.citizen)
        call = talk.call
        async with logged_in(house, "sun") as sun, logged_in(house, "wang") as wang:
            found = await (await sun.get(f"/api/calls/{call}/recordings")).json()
            url = f"/api/recordings/{found['recordings'][0]['name']}.wav"
            whole = await sun.get(url)
            assert (whole.status, whole.content_type) == (200, "audio/wav")
            assert len(await whole.read()) == sound.bytes
            piece = await sun.get(url, headers={"Range": "bytes=100-199"})
            assert (piece.status, len(await piece.read())) == (206, 100)
            assert (await wang.get(url)).status == 403
            assert (await wang.get(f"/api/calls/{call}/recordings")).status == 403
            assert (await sun.get("/api/recordings/..%2f..%2fsecrets.wav")).status == 404
        played = talk.citizen.saw(RecordingPlayed)
        assert [(e.agent, e.call) for e in played if isinstance(e, RecordingPlayed)] == [("sun", call)]

        assert call in house.hotline("recordings", "list")
        # A thread: it writes down who fetched it, on an event loop of its own.
        path = await asyncio.to_thread(house.hotline, "recordings", "path", "--call", call)
        assert path.strip().endswith(".wav")
        await talk.citizen.until(RecordingPlayed, times=2)
        house.hotline("recordings", "delete", "--call", call)
        await talk.citizen.until(RecordingDeleted)
        assert not Shelf(house.state.recordings).kept(call)


async def test_a_disk_that_is_full_costs_the_recording_and_the_agent_is_told() -> None:
    full = "recording: {enabled: true, keep_free_gb: 100000}\n"
    async with houses.opened(full) as house, conversation(house) as talk:
        await shows(talk, "refused")
        assert talk.citizen.saw(RecordingRefused)
        await eventually(lambda: [fault["part"] for fault in talk.shown["faults"]] == ["recording"])
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await talk.press("pause_recording")
        await eventually(lambda: talk.wang.errors)
        await talk.citizen.phone.hang_up()
        await talk.wang.until(phase="wrap_up")


@asynccontextmanager
async def logged_in(house: House, agent: str) -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address that is a number
    async with aiohttp.ClientSession(house.scene.desk_url, cookie_jar=jar) as session:
        body = {"agent": agent, "password": house.scene.passwords[agent]}
        async with session.post("/api/login", json=body) as answer:
            assert answer.status == 200
        yield session
