"""A supervisor listens, whispers, barges in and takes over, measured in what real phones hear."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from contracts import TranscriptFinal
from hotline.bench.demo.stage import RECORDINGS
from hotline.bench.softphone import Softphone
from tests.e2e.conversations import CITIZEN, SUN, VOICES, WANG, Conversation, conversation
from tests.e2e.house import House
from tests.e2e.phones.people import phone
from tests.e2e.phones.tones import hears_only, strength, tone
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

UNHEARD = 20.0
"""Amplitude of a tone that did not come through, measured over a whole call."""


@asynccontextmanager
async def supervised(house: House, mode: str) -> AsyncIterator[tuple[Conversation, Softphone]]:
    """sun is with a call of wang's, and speaks a tone."""
    async with conversation(house) as talk, phone(house.scene, agent="sun", auto_answer=True) as own:
        await talk.sun.press("supervise", call=talk.call, mode=mode)
        await stands(talk, mode)
        await own.say(tone(SUN))
        yield talk, own


async def stands(talk: Conversation, mode: str | None) -> None:
    def shown() -> str | None:
        found = talk.sun.calls[talk.call]["supervision"]
        return found and found["state"]

    await eventually(lambda: shown() == mode, seen=shown)


async def test_who_listens_is_heard_by_nobody_and_who_whispers_by_the_agent_alone(house: House) -> None:
    async with supervised(house, "listen") as (talk, own):
        citizen = talk.citizen.phone
        await hears_only(own, CITIZEN, WANG, of=VOICES)
        await hears_only(talk.own, CITIZEN, of=VOICES)
        await hears_only(citizen, WANG, of=VOICES)

        await talk.sun.press("supervise", call=talk.call, mode="whisper")
        await stands(talk, "whisper")
        await hears_only(talk.own, CITIZEN, SUN, of=VOICES)
        await hears_only(own, CITIZEN, WANG, of=VOICES)
        await hears_only(citizen, WANG, of=VOICES)

        await talk.sun.press("supervise", call=talk.call, mode="listen")
        await hears_only(talk.own, CITIZEN, of=VOICES)
        await talk.sun.press("stop_supervising", call=talk.call)
        await stands(talk, None)
        await own.wait_for("CALL_CLOSED", 60)
        assert strength(citizen.heard(), SUN) < UNHEARD, "not a moment of it in all the citizen's audio"
        await hears_only(citizen, WANG, of=VOICES)
        await citizen.hang_up()


async def test_who_barges_in_is_heard_by_all_and_written_down(house: House) -> None:
    async with supervised(house, "barge") as (talk, own):
        await hears_only(talk.citizen.phone, WANG, SUN, of=VOICES)
        await hears_only(talk.own, CITIZEN, SUN, of=VOICES)
        await hears_only(own, CITIZEN, WANG, of=VOICES)
        await own.say(RECORDINGS / "agent-1.wav")

        def written() -> bool:
            said = [e for e in talk.citizen.saw(TranscriptFinal) if isinstance(e, TranscriptFinal)]
            return any((e.leg, e.agent) == ("supervisor", "sun") and e.text for e in said)

        await eventually(written, seen=lambda: talk.citizen.saw(TranscriptFinal))
        await own.say(tone(SUN))
        await talk.sun.press("supervise", call=talk.call, mode="whisper")
        await stands(talk, "whisper")
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await hears_only(talk.own, CITIZEN, SUN, of=VOICES)
        await talk.citizen.phone.hang_up()
        await talk.wang.until(phase="wrap_up")


async def test_who_takes_over_leads_the_call_and_can_hand_it_on(house: House) -> None:
    async with supervised(house, "whisper") as (talk, own):
        await talk.sun.press("take_over", call=talk.call)
        await talk.wang.until(phase="wrap_up")
        await hears_only(talk.citizen.phone, SUN, of=VOICES)
        await hears_only(own, CITIZEN, of=VOICES)
        assert talk.sun.calls[talk.call]["agent"] == "sun"
        came = talk.sun.calls[talk.call]["queued_at"]
        await talk.wang.press("set_phase", phase="available")
        await talk.wang.until(phase="available")
        await talk.sun.press("hand_on", call=talk.call, agent="wang")
        await talk.wang.until(phase="talking")
        await talk.own.say(tone(WANG))
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        assert talk.sun.calls[talk.call]["queued_at"] == came
        await talk.citizen.phone.hang_up()


@pytest.mark.parametrize("mode", ["whisper", "barge"])
@pytest.mark.parametrize("who", ["supervisor", "citizen", "agent"])
async def test_whoever_hangs_up_nobody_is_stuck(house: House, mode: str, who: str) -> None:
    async with supervised(house, mode) as (talk, own):
        phones = {"supervisor": own, "citizen": talk.citizen.phone, "agent": talk.own}
        await phones[who].hang_up()
        if who == "supervisor":
            await stands(talk, None)
            await hears_only(talk.citizen.phone, WANG, of=VOICES)
        elif who == "agent" and mode == "barge":
            await hears_only(talk.citizen.phone, SUN, of=VOICES)
        else:
            await own.wait_for("CALL_CLOSED", 60)
            await talk.wang.until(phase="wrap_up")
            return
        await talk.citizen.phone.hang_up()
        await talk.wang.until(phase="wrap_up")


@pytest.mark.parametrize("ends", ["desk", "citizen"])
async def test_a_supervisors_phone_that_vanishes_while_barging_in_costs_nobody_the_call(
    house: House, ends: str
) -> None:
    async with supervised(house, "barge") as (talk, own):
        citizen = talk.citizen.phone
        await hears_only(citizen, WANG, SUN, of=VOICES)
        await own.vanish()
        await hears_only(citizen, WANG, of=VOICES)
        await hears_only(talk.own, CITIZEN, of=VOICES)
        if ends == "desk":
            await talk.sun.press("stop_supervising", call=talk.call)
            await stands(talk, None)
            await hears_only(citizen, WANG, of=VOICES)
        await citizen.hang_up()
        await talk.wang.until(phase="wrap_up")


async def test_only_supervisors_may(house: House) -> None:
    async with conversation(house) as talk:
        await talk.press("supervise", mode="listen")
        await talk.press("take_over")
        await eventually(lambda: len(talk.wang.errors) == 2, seen=lambda: talk.wang.errors)
        await talk.sun.press("take_over", call=talk.call)
        await talk.sun.press("stop_supervising", call=talk.call)
        await eventually(lambda: len(talk.sun.errors) == 2, seen=lambda: talk.sun.errors)
        await talk.citizen.phone.hang_up()
