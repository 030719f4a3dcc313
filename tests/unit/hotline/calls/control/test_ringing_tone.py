"""What an agent hears while the colleague whom they ask rings."""

from __future__ import annotations

import asyncio

import pytest

from hotline.calls.control.requests import (
    Consult,
    Retrieve,
    TakeBack,
)
from telephony.ari.events import Channel, EarlySound
from tests.unit.hotline.calls.asterisk_doubles import REFUSED
from tests.unit.hotline.calls.control.transfer_parts import LI, ask, hangs_up, other_answers, talking
from tests.virtualtime import at_virtual_time


@pytest.mark.parametrize("what", ["answers", "does not", "taken back", "the caller is back"])
@at_virtual_time
async def test_the_agent_hears_the_ringing_tone_while_they_are_alone_and_the_other_rings(what: str) -> None:
    line = await talking()
    await ask(line, Consult(LI))
    assert line.call.tones == [True]
    match what:
        case "answers":
            await other_answers(line)
        case "does not":
            await hangs_up(line, line.call.legs["consulted"])
        case "taken back":
            await ask(line, TakeBack())
        case "the caller is back":
            await ask(line, Retrieve())
    assert line.call.tones == [True, False]
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("what", ["answers", "does not", "the caller is back"])
@at_virtual_time
async def test_what_is_said_before_the_answer_takes_the_place_of_the_tone(what: str) -> None:
    line = await talking()
    await ask(line, Consult(LI))
    other = line.call.legs["consulted"]
    for channel in ("another", other, other):
        line.session.on_ari(EarlySound(Channel(channel)))
    await asyncio.sleep(0.1)
    assert [did for did in line.call.did if "early" in did] == [f"hear early {other}"]
    assert line.call.tones == [True, False]
    match what:
        case "answers":
            await other_answers(line)
        case "does not":
            await hangs_up(line, other)
        case "the caller is back":
            await ask(line, Retrieve())
    assert [did for did in line.call.did if "early" in did][1:] == ["hear early no more"]
    assert line.call.tones == [True, False]
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_where_it_cannot_be_heard_the_tone_goes_on() -> None:
    line = await talking()
    await ask(line, Consult(LI))
    line.call.fails["hear early"] = [REFUSED]
    line.session.on_ari(EarlySound(Channel(line.call.legs["consulted"])))
    await asyncio.sleep(0.1)
    assert line.call.tones == [True]
    await line.hang_up()
    line.nothing_left()
