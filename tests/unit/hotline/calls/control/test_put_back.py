"""An agent's telephone is lost in mid-call, at virtual time: it is back, or the caller is first in line."""

from __future__ import annotations

import asyncio

import pytest

from contracts import AgentLeg, CallQueued, TapStarted
from hotline.calls.call.inbox import EndTalk, PhoneGone
from hotline.calls.control.put_back import LOST, NOT_BACK, PATIENCE_S
from hotline.calls.control.requests import Mute
from telephony.ari.events import Channel, ChannelDestroyed, PlaybackFinished, StasisStart
from tests.unit.hotline.calls.asterisk_doubles import ID
from tests.unit.hotline.calls.control.test_holding import ask
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time


def states(line: Hotline) -> list[str]:
    return [event.state for event in line.of(AgentLeg) if isinstance(event, AgentLeg)]


def dies(line: Hotline, leg: str, cause: int = 38) -> None:
    line.session.on_ari(ChannelDestroyed(Channel(leg), cause, "Network out of order"))


def device(line: Hotline, state: str) -> None:
    line.floor.device(f"PJSIP/{line.floor.phone('wang')}", state)


@at_virtual_time
async def test_whose_telephone_is_back_is_rung_answers_by_itself_and_is_heard_again() -> None:
    line = Hotline()
    leg = await line.talk()
    await ask(line, Mute(True))
    device(line, "UNAVAILABLE")
    dies(line, leg)
    await asyncio.sleep(5)
    assert states(line) == ["lost"]
    assert f"say_to_all {LOST} putback.1.{ID}" in line.call.did
    line.session.on_ari(PlaybackFinished(f"putback.1.{ID}", failed=False))
    await asyncio.sleep(1)
    assert line.call.did[-1] == f"sign putback.2.{ID}"
    taps = len(line.of(TapStarted))
    device(line, "NOT_INUSE")
    await asyncio.sleep(1)
    assert line.call.did[-1] == "ring wang, who answers at once"
    line.session.on_ari(StasisStart(Channel(line.call.legs["agent"]), ("agent",)))
    await asyncio.sleep(1)
    did = line.call.did[line.call.did.index("ring wang, who answers at once") :]
    assert did[1:4] == [f"silence putback.2.{ID}", "join agent", "mute True"]
    assert states(line) == ["lost", "back"]
    assert len(line.of(TapStarted)) == taps + 1
    assert line.floor.phase("wang") == "talking"
    await asyncio.sleep(2 * PATIENCE_S)
    assert states(line) == ["lost", "back"]
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_who_does_not_come_back_leaves_the_caller_first_in_line() -> None:
    line = Hotline()
    leg = await line.talk()
    device(line, "UNAVAILABLE")
    dies(line, leg)
    await asyncio.sleep(PATIENCE_S + 1)
    assert states(line) == ["lost", "given up"]
    assert any(did.startswith(f"say_to_all {NOT_BACK}") for did in line.call.did)
    queued = len(line.of(CallQueued))
    line.session.on_ari(PlaybackFinished(f"putback.2.{ID}", failed=False))
    await asyncio.sleep(1)
    assert len(line.of(CallQueued)) == queued + 1
    assert line.floor.phase("wang") == "offline"
    device(line, "NOT_INUSE")
    await asyncio.sleep(1)
    assert line.call.did[-1] == "ring wang", "the same agent, who is back now"
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_telephone_that_seems_to_be_there_is_rung_again_and_again() -> None:
    line = Hotline()
    leg = await line.talk()
    for _ in range(3):
        dies(line, leg)
        await asyncio.sleep(1)
        leg = line.call.legs["agent"]
    assert line.call.did.count("ring wang, who answers at once") == 3
    assert states(line) == ["lost"]
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_page_that_is_gone_takes_its_leg_with_it_and_no_other() -> None:
    line = Hotline()
    await line.talk()
    line.session.inbox.put(PhoneGone("web-other"))
    await asyncio.sleep(1)
    assert states(line) == []
    line.session.inbox.put(PhoneGone(line.floor.phone("wang")))
    await asyncio.sleep(1)
    assert states(line) == ["lost"]
    assert "dismiss agent" in line.call.did
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("how", ["button", "telephone"])
@at_virtual_time
async def test_who_hangs_up_ends_the_call_as_before(how: str) -> None:
    line = Hotline()
    leg = await line.talk()
    if how == "button":
        line.session.inbox.put(EndTalk())
    else:
        dies(line, leg, cause=16)
    await line.ends()
    assert states(line) == []
    assert line.ended.by == "agent"


@at_virtual_time
async def test_who_is_missed_may_still_end_the_call_from_the_desk() -> None:
    line = Hotline()
    leg = await line.talk()
    device(line, "UNAVAILABLE")
    dies(line, leg)
    await asyncio.sleep(1)
    line.session.inbox.put(EndTalk())
    await line.ends()
    assert states(line) == ["lost"]
    line.nothing_left()
