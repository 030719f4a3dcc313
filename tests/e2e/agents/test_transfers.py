"""Transfers, consultations and three-way calls from the desk, measured in what real phones hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from contracts import CallQueued, TranscriptFinal
from hotline.bench.baresip import RATE
from hotline.bench.demo.stage import RECORDINGS
from hotline.bench.softphone import Softphone
from tests.e2e.conversations import CITIZEN, LI, VOICES, WANG, Conversation, conversation
from tests.e2e.desks import Desk
from tests.e2e.house import House
from tests.e2e.phones.people import phone
from tests.e2e.phones.tones import HEARD, hears_only, hears_something, strength, tone
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


RINGING = 450.0
"""The ringing tone in China, in Hz."""


@dataclass
class Colleague:
    li: Desk
    phone: Softphone


@asynccontextmanager
async def colleague(house: House) -> AsyncIterator[Colleague]:
    """li, at work, who picks up when a test says so."""
    async with house.desk("li") as li, phone(house.scene, agent="li") as own:
        await li.until(phase="available")
        yield Colleague(li, own)


async def transfer(desk: Desk, call: str, state: str) -> None:
    """The desk shows that a transfer stands so."""
    await eventually(
        lambda: (desk.calls.get(call, {}).get("transfer") or {}).get("state") == state,
        seen=lambda: desk.calls.get(call, {}).get("transfer"),
    )


async def consult(talk: Conversation, one: Colleague) -> None:
    """wang asks li, who answers; both talk, and the citizen hears music."""
    await talk.press("consult", agent="li")
    await one.li.until(phase="ringing")
    await transfer(one.li, talk.call, "ringing")
    await one.phone.answer()
    await transfer(talk.wang, talk.call, "briefing")
    await one.phone.say(tone(LI))
    await hears_only(talk.own, LI, of=(*VOICES, RINGING))
    await hears_only(one.phone, WANG, of=VOICES)
    await hears_only(talk.citizen.phone, of=VOICES)
    await hears_something(talk.citizen.phone)


async def test_a_consulted_transfer_with_toggling_and_three_way(house: House) -> None:
    async with conversation(house) as talk, colleague(house) as one:
        citizen, li = talk.citizen.phone, one.li
        await consult(talk, one)
        assert (talk.wang.me["phase"], li.me["phase"]) == ("consulting", "talking")

        await talk.press("swap")
        await talk.wang.until(phase="talking")
        await hears_only(talk.own, CITIZEN, of=VOICES)
        await hears_only(citizen, WANG, of=VOICES)
        await hears_only(one.phone, of=VOICES)
        await hears_something(one.phone)
        await talk.press("swap")
        await talk.wang.until(phase="consulting")
        await hears_only(one.phone, WANG, of=VOICES)

        await talk.press("join")
        await transfer(talk.wang, talk.call, "bridged")
        await hears_only(citizen, WANG, LI, of=VOICES)
        await hears_only(talk.own, CITIZEN, LI, of=VOICES)
        await hears_only(one.phone, CITIZEN, WANG, of=VOICES)

        await talk.press("complete")
        await talk.press("complete")
        await talk.wang.until(phase="wrap_up")
        await hears_only(citizen, LI, of=VOICES)
        await hears_only(one.phone, CITIZEN, of=VOICES)
        await eventually(lambda: [call["id"] for call in li.own()] == [talk.call], seen=lambda: li.calls)
        await li.press("hold", call=talk.call)
        await li.until(phase="on_hold")
        await li.press("retrieve", call=talk.call)
        await hears_only(citizen, LI, of=VOICES)
        await citizen.hang_up()
        await li.until(phase="wrap_up")


async def test_the_words_of_all_three_are_written_down_by_who_said_them_and_go_along(house: House) -> None:
    async with conversation(house) as talk, colleague(house) as one:
        await talk.citizen.phone.say(RECORDINGS / "caller-1.wav")
        await eventually(lambda: _said(talk, "caller", ""), seen=lambda: talk.citizen.saw(TranscriptFinal))
        await consult(talk, one)
        lines = one.li.calls[talk.call]["lines"]
        assert [line for line in lines if line["speaker"] == "caller" and line["final"]], (
            "what was said before"
        )
        await talk.press("join")
        await transfer(talk.wang, talk.call, "bridged")
        await talk.own.say(RECORDINGS / "agent-1.wav")
        await eventually(lambda: _said(talk, "agent", "wang"), seen=lambda: talk.citizen.saw(TranscriptFinal))
        await one.phone.say(RECORDINGS / "agent-2.wav")
        await eventually(
            lambda: _said(talk, "consulted", "li"), seen=lambda: talk.citizen.saw(TranscriptFinal)
        )
        await talk.own.hang_up()
        await talk.wang.until(phase="wrap_up")
        await one.phone.say(RECORDINGS / "agent-1.wav")
        await eventually(lambda: _said(talk, "agent", "li"), seen=lambda: talk.citizen.saw(TranscriptFinal))
        await one.phone.hang_up()
        await talk.citizen.phone.wait_for("CALL_CLOSED", PATIENCE_S)


def _said(talk: Conversation, leg: str, agent: str) -> bool:
    finals = [one for one in talk.citizen.saw(TranscriptFinal) if isinstance(one, TranscriptFinal)]
    return any((one.leg, one.agent) == (leg, agent) and one.text for one in finals)


@pytest.mark.parametrize("how", ["declines", "does not answer", "hangs up in the briefing", "is taken back"])
async def test_the_citizen_is_back_when_the_other_does_not_take_the_call(house: House, how: str) -> None:
    async with conversation(house) as talk, colleague(house) as one:
        if how in ("hangs up in the briefing", "is taken back"):
            await consult(talk, one)
        else:
            await talk.press("consult", agent="li")
            await transfer(one.li, talk.call, "ringing")  # only who is shown a call can decline it
        if how == "declines":
            await one.li.press("decline", call=talk.call)
        elif how == "hangs up in the briefing":
            await one.phone.hang_up()
        elif how == "is taken back":
            await talk.press("take_back")
        states = {"does not answer": "failed", "is taken back": "cancelled"}
        await transfer(talk.wang, talk.call, states.get(how, "rejected"))
        await talk.wang.until(phase="talking")
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await hears_only(talk.own, CITIZEN, of=VOICES)
        await eventually(lambda: talk.call not in one.li.calls, seen=lambda: one.li.calls)
        await talk.citizen.phone.hang_up()


@pytest.mark.parametrize("state", ["ringing", "briefing", "three-way"])
async def test_a_citizen_who_hangs_up_leaves_nobody_stuck(house: House, state: str) -> None:
    async with conversation(house) as talk, colleague(house) as one:
        if state == "ringing":
            await talk.press("consult", agent="li")
            await one.li.until(phase="ringing")
        else:
            await consult(talk, one)
        if state == "three-way":
            await talk.press("join")
            await transfer(talk.wang, talk.call, "bridged")
        await talk.citizen.phone.hang_up()
        await talk.wang.until(phase="wrap_up")
        await one.li.until(phase="available" if state == "ringing" else "wrap_up")


async def test_who_asks_a_colleague_hears_it_ring(house: House) -> None:
    async with conversation(house) as talk, colleague(house):
        before = len(talk.own.heard())
        await talk.press("consult", agent="li")

        def rang() -> bool:
            heard = talk.own.heard()[before:]
            steps = range(0, len(heard), RATE // 4)
            return any(strength(heard[at : at + RATE // 4], RINGING) > HEARD for at in steps)

        await eventually(rang)
        await transfer(talk.wang, talk.call, "failed")
        await hears_only(talk.own, CITIZEN, of=(*VOICES, RINGING))
        assert strength(talk.citizen.phone.heard(), RINGING) < HEARD / 10, "the citizen hears music"
        await talk.citizen.phone.hang_up()


async def test_both_others_who_hang_up_at_once_in_a_three_way_end_the_call(house: House) -> None:
    async with conversation(house) as talk, colleague(house) as one:
        await consult(talk, one)
        await talk.press("join")
        await transfer(talk.wang, talk.call, "bridged")
        await hears_only(talk.citizen.phone, WANG, LI, of=VOICES)
        await asyncio.gather(talk.own.hang_up(), one.phone.hang_up())
        await talk.citizen.phone.wait_for("CALL_CLOSED", PATIENCE_S)
        await talk.wang.until(phase="wrap_up")
        await one.li.until(phase="wrap_up")


@pytest.mark.parametrize("to", [{"agent": "li"}, {"queue": "legal"}], ids=["agent", "queue"])
async def test_a_blind_transfer_keeps_when_they_came(house: House, to: dict[str, str]) -> None:
    async with conversation(house) as talk, colleague(house) as one:
        await talk.press("hand_on", **to)
        await talk.press("hand_on", **to)
        await talk.wang.until(phase="wrap_up")
        await one.li.until(phase="ringing")
        await hears_something(talk.citizen.phone)
        await one.phone.answer()
        await one.phone.say(tone(LI))
        await hears_only(talk.citizen.phone, LI, of=VOICES)
        first, *others = [e for e in talk.citizen.saw(CallQueued) if isinstance(e, CallQueued)]
        assert first.queued_at is not None
        assert others
        for later in others:
            assert later.queued_at == pytest.approx(first.queued_at, abs=1)
        assert others[-1].queue == to.get("queue", first.queue)
        await talk.citizen.phone.hang_up()


async def test_whom_nobody_can_ask_is_said_and_the_talk_goes_on(house: House) -> None:
    async with conversation(house) as talk:
        for to in ({"agent": "li"}, {"agent": "wang"}, {"agent": "sun"}, {"queue": "nothing"}):
            await talk.press("consult", **to)
        await talk.press("take_back")
        await eventually(lambda: len(talk.wang.errors) == 5, seen=lambda: talk.wang.errors)
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await asyncio.gather(
            talk.press("complete"), talk.press("join"), talk.press("swap"), talk.press("leave")
        )
        await eventually(lambda: len(talk.wang.errors) == 9, seen=lambda: talk.wang.errors)
        await hears_only(talk.own, CITIZEN, of=VOICES)
        await talk.citizen.phone.hang_up()
