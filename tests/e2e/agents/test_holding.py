"""Hold and mute from the desk, measured in what real phones hear."""

from __future__ import annotations

import asyncio

import pytest

from contracts import TranscriptFinal
from hotline.bench.demo.stage import RECORDINGS
from tests.e2e.conversations import CITIZEN, VOICES, WANG, conversation
from tests.e2e.house import House
from tests.e2e.phones.tones import hears_only, hears_something
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def test_a_citizen_on_hold_hears_music_is_heard_by_nobody_and_the_agent_is_reminded(
    house: House,
) -> None:
    async with conversation(house) as talk:
        citizen, wang = talk.citizen, talk.wang
        await talk.press("hold")
        await talk.press("hold")
        await wang.until(phase="on_hold")
        assert talk.shown["held_since"]
        await hears_only(talk.own, of=VOICES)
        await hears_only(citizen.phone, of=VOICES)
        await hears_something(citizen.phone)
        await eventually(lambda: wang.errors, seen=lambda: talk.shown)
        assert len(wang.errors) == 1, "pressed twice it is told, and does no harm"

        await eventually(lambda: talk.shown["hold_reminders"], seen=lambda: talk.shown)
        await hears_something(talk.own)

        spoken_s = await citizen.phone.say(RECORDINGS / "caller-1.wav")
        await asyncio.sleep(spoken_s + 1)  # time enough for it to be written down
        finals = len(citizen.saw(TranscriptFinal))
        await talk.press("retrieve")
        await wang.until(phase="talking")
        assert talk.shown["held_since"] is None
        await hears_only(citizen.phone, WANG, of=VOICES)
        assert len(citizen.saw(TranscriptFinal)) == finals, "on hold nothing was written down"
        await citizen.phone.say(RECORDINGS / "caller-1.wav")
        await eventually(
            lambda: [one for one in citizen.saw(TranscriptFinal)[finals:] if one.leg == "caller"],  # type: ignore[attr-defined]
            seen=lambda: citizen.timeline.seen[-10:],
        )
        await citizen.phone.hang_up()
        await wang.until(phase="wrap_up")


async def test_a_muted_agent_hears_and_is_not_heard(house: House) -> None:
    async with conversation(house) as talk:
        await talk.press("mute", muted=True)
        await eventually(lambda: talk.shown["muted"], seen=lambda: talk.shown)
        await hears_only(talk.citizen.phone, of=VOICES)
        await hears_only(talk.own, CITIZEN, of=VOICES)
        await talk.press("mute", muted=False)
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await talk.citizen.phone.hang_up()


async def test_who_hangs_up_on_hold_leaves_nobody_behind(house: House) -> None:
    async with conversation(house) as talk:
        await talk.press("hold")
        await talk.wang.until(phase="on_hold")
        await talk.own.hang_up()
        await talk.wang.until(phase="wrap_up")
        await eventually(
            lambda: talk.sun.calls[talk.call]["phase"] == "queued", seen=lambda: talk.sun.calls[talk.call]
        )
        assert talk.citizen.phone.count("CALL_CLOSED") == 0
        await talk.wang.press("set_phase", phase="available")
        await talk.wang.until(phase="talking")
        await talk.press("hold")
        await talk.wang.until(phase="on_hold")
        await talk.citizen.phone.hang_up()
        await talk.wang.until(phase="wrap_up")


async def test_nobody_may_hold_a_call_of_another(house: House) -> None:
    async with conversation(house) as talk, house.desk("li") as li:
        await li.press("hold", call=talk.call)
        await talk.sun.press("hold", call=talk.call)
        await eventually(lambda: li.errors and talk.sun.errors)
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await talk.citizen.phone.hang_up()
