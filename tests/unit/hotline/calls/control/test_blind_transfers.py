"""Calls that are handed on without a word between the agents, at virtual time."""

from __future__ import annotations

import asyncio

import pytest

from contracts import AgentMuted, Bridged, TranscriptFinal, TransferChanged
from hotline.calls.control.requests import (
    Complete,
    Consult,
    HandOn,
    Mute,
    Target,
)
from telephony.ari.events import Channel, StasisEnd
from tests.unit.hotline.calls.asterisk_doubles import ID
from tests.unit.hotline.calls.control.transfer_parts import (
    GENERAL,
    LI,
    WRAP_UP_S,
    ask,
    hangs_up,
    other_answers,
    phases,
    states,
    talking,
)
from tests.virtualtime import at_virtual_time


@pytest.mark.parametrize("to", [LI, GENERAL], ids=["agent", "queue"])
@at_virtual_time
async def test_a_blind_transfer_keeps_the_place_in_time_and_goes_on_without_the_agent(to: Target) -> None:
    line = await talking()
    await ask(line, HandOn(to))
    assert phases(line) == ("wrap_up", "ringing")
    assert line.call.did[-1] == "ring li"
    assert states(line) == ["requested", "ringing"]
    await line.agent_answers()
    assert line.session.agent == "li"
    assert states(line) == ["requested", "ringing", "accepted", "completed"]
    told = [event for event in line.of(TransferChanged) if isinstance(event, TransferChanged)]
    assert {(one.kind, one.by, one.queue) for one in told} == {("blind", "wang", to.queue)}
    assert told[-1].agent == "li"
    await line.hang_up()
    assert states(line)[-1] == "completed"
    line.nothing_left()


@at_virtual_time
async def test_a_caller_who_hangs_up_before_the_next_agent_answers_cancels_the_transfer() -> None:
    line = await talking()
    await ask(line, HandOn(LI))
    line.session.on_ari(StasisEnd(Channel(ID)))
    await line.ends()
    assert states(line) == ["requested", "ringing", "cancelled"]
    assert line.events.index(line.of(TransferChanged)[-1]) < line.events.index(line.ended)
    line.nothing_left()


@at_virtual_time
async def test_who_is_handed_on_hears_music_while_the_last_sentence_is_still_read() -> None:
    line = await talking()
    last = TranscriptFinal(
        call=ID, leg="agent", utterance=0, text="我给您转过去", start_ms=0, end_ms=900, confidence=1
    )
    for hearing in line.hearings:
        hearing.finishing_s = 5
        hearing.last = last if hearing.leg == "agent" else None
    await ask(line, HandOn(LI))
    assert line.call.did[line.call.did.index("part") + 1] == "start_music"
    assert phases(line) == ("wrap_up", "ringing")
    assert not line.of(TranscriptFinal)
    await line.hang_up()
    [told] = line.of(TranscriptFinal)
    assert isinstance(told, TranscriptFinal)
    assert (told.agent, told.text) == ("wang", last.text)
    assert line.events.index(told) < line.events.index(line.ended)
    line.nothing_left()


@pytest.mark.parametrize("how", ["completed", "blind"])
@at_virtual_time
async def test_the_mute_of_one_agent_does_not_follow_the_caller_to_the_next(how: str) -> None:
    line = await talking()
    await ask(line, Mute(True))
    if how == "blind":
        await ask(line, HandOn(LI))
        await line.agent_answers()
    else:
        await ask(line, Consult(LI))
        await other_answers(line)
        await ask(line, Complete())
    told = [event for event in line.of(AgentMuted) if isinstance(event, AgentMuted)]
    assert [(event.agent, event.muted) for event in told] == [("wang", True), ("wang", False)]
    assert line.events.index(told[-1]) < line.events.index(line.of(Bridged)[-1])
    await ask(line, Mute(True), "li")
    await line.hang_up()


@pytest.mark.parametrize(("state", "reason"), [("failed", "no answer"), ("rejected", "declined")])
@at_virtual_time
async def test_a_caller_who_was_given_to_somebody_who_does_not_come_goes_to_anybody(
    state: str, reason: str
) -> None:
    line = await talking()
    await ask(line, HandOn(LI))
    leg = line.call.agent_channel
    assert leg is not None
    if state == "rejected":
        assert line.floor.decline(ID, "li")
    else:
        await hangs_up(line, leg)
    await asyncio.sleep(0.1)
    assert states(line) == ["requested", "ringing", "requested"]
    await asyncio.sleep(3)
    line.floor.pause("li", True)
    await asyncio.sleep(WRAP_UP_S)
    assert phases(line)[0] == "available", "li alone is to take them for a while"
    await asyncio.sleep(10)
    assert phases(line)[0] == "ringing"
    last = line.of(TransferChanged)[-1]
    assert isinstance(last, TransferChanged)
    assert (last.state, last.agent, last.reason) == (state, "li", reason)
    await line.agent_answers()
    assert states(line)[-1] == state, "who takes them now was not asked for"
    await line.hang_up()
    line.nothing_left()
